import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { Actor } from '../../infra/actor.js';
import { Transactions } from '../../infra/database/transactions.js';
import { AccountRemoval } from './account-removal.service.js';
import { Audit } from '../audit/audit.service.js';
import { PersonLinks } from './person-links.service.js';
import { PersonalData } from './personal-data.js';

type Self = Actor & { accountId: string; personId: string };

/** One's own data: all of it in a file, or gone. The ledger keeps ids only, so figures stay when names go. */
@Injectable()
export class OwnData {
  constructor(
    private readonly transactions: Transactions,
    private readonly removal: AccountRemoval,
    private readonly links: PersonLinks,
    private readonly personalData: PersonalData,
    private readonly audit: Audit,
  ) {}

  async export(actor: Self): Promise<Record<string, unknown>> {
    const personIds = await this.persons(actor);
    const parts: Record<string, unknown> = {};
    for (const part of this.personalData.parts) parts[part.name] = await part.export(personIds);
    await this.transactions.run(actor, (tx) =>
      this.audit.record(tx, {
        action: 'account.data_exported',
        path: '/',
        subject: { kind: 'account', id: actor.accountId },
      }),
    );
    return parts;
  }

  /** @throws AppError `account.still_in_charge` for who still works for an organisation */
  async delete(actor: Self, response: Response): Promise<void> {
    const personIds = await this.persons(actor);
    await this.transactions.run(actor, async (tx) => {
      await this.removal.check(tx, actor.accountId);
      // Features find rows by the phone number, which the accounts, registered first, delete last.
      for (const part of [...this.personalData.parts].reverse()) await part.erase(tx, personIds);
      await this.audit.record(tx, {
        action: 'account.data_deleted',
        path: '/',
        subject: { kind: 'account', id: actor.accountId },
      });
      await this.removal.remove(tx, actor.accountId, response);
    });
  }

  /** The root first. */
  private async persons(actor: Self): Promise<string[]> {
    const root = await this.links.root(actor.personId);
    return [root, ...(await this.links.all(root)).filter((id) => id !== root)];
  }
}
