import { Injectable } from '@nestjs/common';
import { generateSecret, generateURI, verify } from 'otplib';
import type { TotpSetUp } from '../../contracts/account.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { SealedText } from '../../infra/sealed-text.js';
import { AccessTokens } from './access-tokens.service.js';
import { Lockout } from './lockout.service.js';

const CONTEXT = 'account_totp';
const ISSUER = '云桥 Yunqiao';
/** One step of 30 s to either side, for telephones whose clock is a little off. */
const TOLERANCE_SECONDS = 30;

interface FactorRow {
  totp_secret: string | null;
  totp_pending: string | null;
  totp_confirmed_at: Date | null;
}

type Step = 'sign_in' | 'set_up';
type Self = Actor & { accountId: string; tokenId: string };

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

  /**
   * Begins the set-up of an authenticator. One that is there already counts until the new one has given a code, and is
   * replaced only by who has given its code.
   *
   * @throws AppError `access.totp_required`
   */
  async begin(actor: Actor): Promise<TotpSetUp> {
    const secret = generateSecret();
    const [row] = await this.transactions.run(actor, (tx) =>
      tx.query<{ display_name: string; login: string | null }>(
        `UPDATE account SET totp_pending = $2 WHERE id = $1 AND (totp_confirmed_at IS NULL OR $3)
         RETURNING display_name, login`,
        [actor.accountId, this.sealed.seal(secret, CONTEXT), !actor.owesTotp],
      ),
    );
    if (!row) throw new AppError('access.totp_required');
    const label = row.login || row.display_name || 'yunqiao';
    return { secret, address: generateURI({ issuer: ISSUER, label, secret }) };
  }

  /** Staff who must have one owe it again from this moment, wherever they are signed in. */
  async remove(actor: Actor & { accountId: string }): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      await tx.query(
        `UPDATE account SET totp_secret = NULL, totp_pending = NULL, totp_confirmed_at = NULL, totp_last_step = NULL
         WHERE id = $1`,
        [actor.accountId],
      );
      await this.tokens.totpGone(tx, actor.accountId);
    });
  }

  /**
   * Uses a code: the second step of a sign-in, or the first code of a new authenticator, from which on it is asked for.
   *
   * @throws AppError `account.totp_wrong`, `account.totp_missing`, `account.locked`, `access.totp_required`
   */
  async use(actor: Self, code: string, step: Step): Promise<void> {
    const { accountId, tokenId } = actor;
    const secret = await this.secret(actor, step);
    const isRight = await this.lockout.check(actor, accountId, async () => {
      const timeStep = await this.timeStepOf(this.sealed.open(secret, CONTEXT), code);
      return timeStep !== null && this.accept(actor, { step, secret, timeStep });
    });
    if (!isRight) throw new AppError('account.totp_wrong');
    await this.lockout.succeeded(actor, accountId);
    await this.transactions.run(actor, (tx) => this.tokens.totpPassed(tx, tokenId, accountId));
  }

  /** The time step of a right code; null for a wrong one. */
  private async timeStepOf(secret: string, code: string): Promise<number | null> {
    const epoch = Math.floor(this.clock.now().getTime() / 1000);
    const result = await verify({ secret, token: code, epoch, epochTolerance: TOLERANCE_SECONDS });
    return result.valid ? Math.floor(epoch / 30) + result.delta : null;
  }

  /** A code that was used, or one before it, opens nothing again; nor does one of a secret that is no longer the one. */
  private async accept(
    actor: Self,
    { step, secret, timeStep }: { step: Step; secret: string; timeStep: number },
  ): Promise<boolean> {
    const rows = await this.transactions.run(actor, (tx) =>
      step === 'set_up'
        ? tx.query(
            `UPDATE account SET totp_secret = totp_pending, totp_pending = NULL, totp_last_step = $2,
                    totp_confirmed_at = $4 WHERE id = $1 AND totp_pending = $3 RETURNING id`,
            [actor.accountId, timeStep, secret, this.clock.now()],
          )
        : tx.query(
            `UPDATE account SET totp_last_step = $2
             WHERE id = $1 AND totp_secret = $3 AND (totp_last_step IS NULL OR totp_last_step < $2) RETURNING id`,
            [actor.accountId, timeStep, secret],
          ),
    );
    return rows.length > 0;
  }

  /** The sealed secret that the step asks about. */
  private async secret(actor: Self, step: Step): Promise<string> {
    const [row] = await this.transactions.run(actor, (tx) =>
      tx.query<FactorRow>(`SELECT totp_secret, totp_pending, totp_confirmed_at FROM account WHERE id = $1`, [
        actor.accountId,
      ]),
    );
    const isSetUp = Boolean(row?.totp_confirmed_at);
    if (step === 'set_up' && isSetUp && actor.owesTotp) throw new AppError('access.totp_required');
    const secret = step === 'set_up' ? row?.totp_pending : isSetUp && row?.totp_secret;
    if (!secret) throw new AppError('account.totp_missing');
    return secret;
  }
}
