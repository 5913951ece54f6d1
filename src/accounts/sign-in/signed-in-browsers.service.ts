import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { CONFIG, type Config } from '../../config.js';
import type { Actor } from '../../infra/actor.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AccessTokens } from './access-tokens.service.js';
import type { KnownAccount } from '../accounts.service.js';
import { ACCESS_COOKIE, capabilityCookieName, Cookies, DEVICE_COOKIE } from './cookies.js';
import { PersonLinks } from '../persons/person-links.service.js';
import { Persons } from '../persons/persons.service.js';

/** What a browser carries once somebody has signed in there: the access token, and the account's person as its own. */
@Injectable()
export class SignedInBrowsers {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly tokens: AccessTokens,
    private readonly links: PersonLinks,
    private readonly persons: Persons,
    private readonly cookies: Cookies,
  ) {}

  /** @returns the access token's id, and whether a second step is still owed */
  async signIn(tx: Tx, account: KnownAccount, response: Response): Promise<{ tokenId: string; owesTotp: boolean }> {
    const tokenId = await this.tokens.issue(tx, account.accountId, response);
    const owesTotp = await this.owesTotp(tx, account.accountId);
    if (!owesTotp) await this.adopt(tx, account.personId, response);
    return { tokenId, owesTotp };
  }

  /** What this browser did before becomes the account's, unless it was somebody else's. */
  async adopt(tx: Tx, personId: string, response: Response): Promise<void> {
    const before = tx.actor.personId;
    if (before && before !== personId) await this.links.link(tx, before, personId, 'account');
    tx.afterCommit(() => this.persons.leaveWith(response, personId));
  }

  async signOut(actor: Actor, response: Response): Promise<void> {
    await this.tokens.end(actor);
    this.forget(actor, response);
  }

  /** The next one at this browser begins as nobody, and gets into nothing that this one was let into. */
  forget({ capabilities }: Actor, response: Response): void {
    const passes = capabilities.map(({ purpose, subject }) => capabilityCookieName(purpose, subject));
    for (const name of [ACCESS_COOKIE, DEVICE_COOKIE, ...passes]) this.cookies.remove(response, name, '/');
  }

  private async owesTotp(tx: Tx, accountId: string): Promise<boolean> {
    const [row] = await tx.query<{ owes: boolean }>(
      `SELECT totp_confirmed_at IS NOT NULL
              OR ($2 AND EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = a.id AND g.revoked_at IS NULL)) AS owes
       FROM account a WHERE id = $1`,
      [accountId, this.config.staffTotp],
    );
    return row?.owes ?? true;
  }
}
