import { Injectable } from '@nestjs/common';
import type { ConsentRequest, ConsentView, ProfileRequest, ProfileView } from '../../contracts/account.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions } from '../../infra/database/transactions.js';
import { Consents } from './consents.service.js';
import { PersonLinks } from './person-links.service.js';
import { Profiles } from './profiles.service.js';

type Self = Actor & { personId: string };

/** What a signed-in person told of themselves and agreed to. */
@Injectable()
export class OwnProfile {
  constructor(
    private readonly transactions: Transactions,
    private readonly profiles: Profiles,
    private readonly consentsOf: Consents,
    private readonly links: PersonLinks,
  ) {}

  read(actor: Self): Promise<ProfileView> {
    return this.profiles.of(actor.personId);
  }

  async save(actor: Self, request: ProfileRequest): Promise<ProfileView> {
    await this.transactions.run(actor, async (tx) =>
      this.profiles.save(tx, await this.links.rootIn(tx, actor.personId), request),
    );
    return this.profiles.of(actor.personId);
  }

  consents(actor: Self): Promise<ConsentView[]> {
    return this.consentsOf.list(actor.personId, actor.locale);
  }

  async consent(actor: Self, { purpose, given }: ConsentRequest): Promise<ConsentView[]> {
    await this.transactions.run(actor, async (tx) => {
      const root = await this.links.rootIn(tx, actor.personId);
      await (given ? this.consentsOf.give(tx, root, purpose) : this.consentsOf.withdraw(tx, root, purpose));
    });
    return this.consents(actor);
  }
}
