import { Injectable } from '@nestjs/common';
import type { PhoneSignInRequest } from '../../contracts/account.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { AccessTokens } from './access-tokens.service.js';
import { PersonLinks } from '../persons/person-links.service.js';
import { PhoneCodes } from './phone-codes.service.js';
import { Phones } from '../persons/phones.service.js';

/** Giving a signed-in account a phone number, or another one. */
@Injectable()
export class OwnPhone {
  constructor(
    private readonly transactions: Transactions,
    private readonly codes: PhoneCodes,
    private readonly phones: Phones,
    private readonly links: PersonLinks,
    private readonly tokens: AccessTokens,
  ) {}

  /**
   * Who proves a number that belongs to an account without a name or role is that person, too: what was done there
   * becomes theirs.
   *
   * @throws AppError `phone.code_*`, `phone.taken` by an account with a name, a role or a second factor of its own, or a
   *   disabled one
   */
  async set(actor: Actor & { accountId: string; personId: string }, request: PhoneSignInRequest): Promise<void> {
    const phone = this.phones.normalise(request.phone);
    await this.codes.redeem(actor, phone, request.code);
    await this.transactions.run(actor, async (tx) => {
      await this.phones.hold(tx, phone);
      const owner = await this.phones.ownerIn(tx, phone);
      if (owner && owner !== actor.personId) await this.takeOver(tx, owner, actor.personId);
      await this.phones.put(tx, actor.personId, phone);
    });
  }

  private async takeOver(tx: Tx, owner: string, personId: string): Promise<void> {
    const [account] = await tx.query<{ id: string; taken: boolean }>(
      `SELECT a.id, a.login IS NOT NULL OR a.totp_confirmed_at IS NOT NULL OR a.state = 'disabled'
              OR EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = a.id AND g.revoked_at IS NULL) AS taken
       FROM account a WHERE a.person_id = $1`,
      [owner],
    );
    if (account?.taken) throw new AppError('phone.taken');
    await this.phones.remove(tx, owner);
    if (account) {
      await this.tokens.revokeAll(tx, account.id);
      await tx.query(`DELETE FROM account_identity WHERE account_id = $1`, [account.id]);
      await tx.query(
        `UPDATE account SET state = 'deleted', display_name = '', password_hash = NULL, totp_pending = NULL WHERE id = $1`,
        [account.id],
      );
    }
    await this.links.join(tx, owner, personId, 'phone');
  }
}
