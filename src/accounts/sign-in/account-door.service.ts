import { Inject, Injectable } from '@nestjs/common';
import type { AccountAnswer, SignInWays } from '../../contracts/account.contract.js';
import { CONFIG, type Config } from '../../config.js';
import type { Actor } from '../../infra/actor.js';
import { AppError } from '../../infra/errors.js';
import { Messenger } from '../../notifications/messenger.js';
import { AccountViews } from './account-views.read-model.js';

/** By which ways one may come in here, and who is in. */
@Injectable()
export class AccountDoor {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly messenger: Messenger,
    private readonly views: AccountViews,
  ) {}

  ways(): SignInWays {
    const { provider } = this.config;
    return { password: true, phone: this.messenger.has('sms'), provider: provider ? { name: provider.name } : null };
  }

  /** @throws AppError `server.unavailable` while it cannot be told: whoever is signed in must not be taken for nobody */
  async see(actor: Actor): Promise<AccountAnswer> {
    if (actor.accountUnknown) throw new AppError('server.unavailable', { retryAfter: 2 });
    return this.answer(actor);
  }

  private async answer({ accountId, tokenId }: Pick<Actor, 'accountId' | 'tokenId'>): Promise<AccountAnswer> {
    return { account: accountId && tokenId ? await this.views.view(accountId, tokenId) : null };
  }

  /** Who is signed in after that step. */
  async after(step: Promise<Pick<Actor, 'accountId' | 'tokenId'>>): Promise<AccountAnswer> {
    return this.answer(await step);
  }
}
