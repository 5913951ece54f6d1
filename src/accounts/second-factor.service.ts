import { Injectable } from '@nestjs/common';
import { generateSecret, generateURI, verify } from 'otplib';
import type { TotpSetUp } from '../contracts/account.contract.js';
import type { Actor } from '../infra/actor.js';
import { Clock } from '../infra/clock.js';
import { Transactions } from '../infra/database/transactions.js';
import { AppError } from '../infra/errors.js';
import { SealedText } from '../infra/sealed-text.js';
import { AccessTokens } from './access-tokens.service.js';
import { Lockout } from './lockout.service.js';

const CONTEXT = 'account_totp';
const ISSUER = '云桥 Yunqiao';
/** One step of 30 s to either side, for telephones whose clock is a little off. */
const TOLERANCE_SECONDS = 30;

interface FactorRow {
  totp_secret: string | null;
  totp_confirmed_at: Date | null;
  totp_last_step: string | null;
  display_name: string;
  login: string | null;
}

/** Codes from an authenticator (TOTP, RFC 6238) as a second step; each code opens once. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly transactions: Transactions,
    private readonly tokens: AccessTokens,
    private readonly lockout: Lockout,
    private readonly sealed: SealedText,
    private readonly clock: Clock,
  ) {}

  /** Begins the set-up; a confirmed one can be replaced only by who has given its code. */
  async begin(actor: Actor): Promise<TotpSetUp> {
    const { accountId } = actor;
    const secret = generateSecret();
    const row = await this.transactions.run(actor, async (tx) => {
      const [account] = await tx.query<FactorRow>(
        `UPDATE account SET totp_secret = $2, totp_confirmed_at = NULL, totp_last_step = NULL
         WHERE id = $1 AND (totp_confirmed_at IS NULL OR $3) RETURNING display_name, login`,
        [accountId, this.sealed.seal(secret, CONTEXT), !actor.owesTotp],
      );
      return account;
    });
    if (!row) throw new AppError('access.totp_required');
    const label = row.login || row.display_name || 'yunqiao';
    return { secret, address: generateURI({ issuer: ISSUER, label, secret }) };
  }

  async remove(actor: Actor & { accountId: string }): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      await tx.query(
        `UPDATE account SET totp_secret = NULL, totp_confirmed_at = NULL, totp_last_step = NULL WHERE id = $1`,
        [actor.accountId],
      );
      this.tokens.forget(tx, actor.accountId);
    });
  }

  /**
   * Uses a code: the second step of a sign-in, or the first code of a new authenticator, from which on it is asked for.
   *
   * @throws AppError `account.totp_wrong`, `account.totp_missing`, `account.locked`
   */
  async use(
    actor: Actor & { accountId: string; tokenId: string },
    code: string,
    step: 'sign_in' | 'set_up',
  ): Promise<void> {
    const { accountId, tokenId } = actor;
    const row = await this.row(actor, accountId);
    const isSetUp = row?.totp_confirmed_at !== null;
    if (!row?.totp_secret || isSetUp !== (step === 'sign_in')) throw new AppError('account.totp_missing');
    await this.lockout.attempt(actor, accountId);
    const timeStep = await this.timeStepOf(this.sealed.open(row.totp_secret, CONTEXT), code);
    const accepted = timeStep !== null && (await this.accept(actor, timeStep));
    if (!accepted) {
      await this.lockout.failed(actor, accountId);
      throw new AppError('account.totp_wrong');
    }
    await this.lockout.succeeded(actor, accountId);
    await this.transactions.run(actor, (tx) => this.tokens.totpPassed(tx, tokenId, accountId));
  }

  /** The time step of a right code; null for a wrong one. */
  private async timeStepOf(secret: string, code: string): Promise<number | null> {
    const epoch = Math.floor(this.clock.now().getTime() / 1000);
    const result = await verify({ secret, token: code, epoch, epochTolerance: TOLERANCE_SECONDS });
    return result.valid ? Math.floor(epoch / 30) + result.delta : null;
  }

  /** A code that was used, or one before it, opens nothing again. */
  private async accept(actor: Actor & { accountId: string }, step: number): Promise<boolean> {
    const rows = await this.transactions.run(actor, (tx) =>
      tx.query(
        `UPDATE account SET totp_last_step = $2, totp_confirmed_at = coalesce(totp_confirmed_at, $3)
         WHERE id = $1 AND (totp_last_step IS NULL OR totp_last_step < $2) RETURNING id`,
        [actor.accountId, step, this.clock.now()],
      ),
    );
    return rows.length > 0;
  }

  private async row(actor: Actor, accountId: string): Promise<FactorRow | undefined> {
    const [row] = await this.transactions.run(actor, (tx) =>
      tx.query<FactorRow>(`SELECT totp_secret, totp_confirmed_at FROM account WHERE id = $1`, [accountId]),
    );
    return row;
  }
}
