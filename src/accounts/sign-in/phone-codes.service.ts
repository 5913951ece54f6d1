import { randomInt } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { PhoneCodeSent } from '../../contracts/account.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { RateLimit } from '../../infra/http/rate-limit.js';
import { newId } from '../../infra/id.js';
import { Jobs } from '../../infra/jobs.js';
import { SealedText } from '../../infra/sealed-text.js';
import { Messenger } from '../../notifications/messenger.js';
import { Phones } from '../persons/phones.service.js';

const VALID_MINUTES = 5;
const AGAIN_SECONDS = 60;
const MAX_ATTEMPTS = 5;
/** Codes per minute: each costs money and reaches somebody. A hall behind one address registers at once. */
const PER_DEVICE = 10;
const PER_ADDRESS = 120;
/** Codes to one number: so many within so many hours. */
const QUOTAS = [
  { hours: 1, codes: 5 },
  { hours: 24, codes: 10 },
] as const;

/** Codes of six digits that prove a phone number: five minutes, five tries, one use. */
@Injectable()
export class PhoneCodes implements OnModuleInit {
  private readonly perDevice = new RateLimit(PER_DEVICE);
  private readonly perAddress = new RateLimit(PER_ADDRESS);

  constructor(
    private readonly transactions: Transactions,
    private readonly phones: Phones,
    private readonly sealed: SealedText,
    private readonly messenger: Messenger,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    // Digests of numbers that nobody proved to own are not kept.
    this.jobs.handle('accounts.forget_phone_codes', {
      cron: '20 3 * * *',
      handler: async (tx) => {
        await tx.query(`DELETE FROM phone_code WHERE created_at < $1::timestamptz - interval '2 days'`, [
          this.clock.now(),
        ]);
      },
    });
  }

  /** @throws AppError `request.too_many`, `message.*` */
  async send(actor: Actor, phoneText: string): Promise<PhoneCodeSent> {
    const phone = this.phones.normalise(phoneText);
    const code = randomInt(0, 1_000_000).toString().padStart(6, '0');
    if (!this.messenger.has('sms')) throw new AppError('message.channel_off');
    if (actor.personId) await this.perDevice.take(actor.personId);
    await this.perAddress.take(actor.address ?? undefined);
    await this.transactions.run(actor, (tx) => this.write(tx, phone, code));
    await this.messenger.send({
      channel: 'sms',
      to: phone,
      template: 'sign_in_code',
      params: { code, minutes: VALID_MINUTES },
      locale: actor.locale,
    });
    return { againInSeconds: AGAIN_SECONDS, by: this.messenger.isConsole('sms') ? 'console' : 'sms' };
  }

  /**
   * Uses a code up. The attempt is counted before it is compared, in a transaction of its own, so that many tries at
   * once get no more than the five.
   *
   * @throws AppError `phone.code_wrong`, `phone.code_expired` (also for one that was used)
   */
  async redeem(actor: Actor, phone: string, code: string): Promise<void> {
    const digest = this.phones.digest(phone);
    const now = this.clock.now();
    const attempt = await this.transactions.run(actor, async (tx) => {
      const [row] = await tx.query<{ id: string; code_digest: string }>(
        `UPDATE phone_code SET attempts = attempts + 1
         WHERE id = (SELECT id FROM phone_code WHERE phone_hmac = $1 ORDER BY created_at DESC, id DESC LIMIT 1)
           AND used_at IS NULL AND expires_at > $2 AND attempts < $3
         RETURNING id, code_digest`,
        [digest, now, MAX_ATTEMPTS],
      );
      return row;
    });
    if (!attempt) throw new AppError('phone.code_expired');
    if (attempt.code_digest !== this.codeDigest(phone, code)) throw new AppError('phone.code_wrong');
    const used = await this.transactions.run(actor, (tx) =>
      tx.query(`UPDATE phone_code SET used_at = $2 WHERE id = $1 AND used_at IS NULL RETURNING id`, [attempt.id, now]),
    );
    if (used.length === 0) throw new AppError('phone.code_expired');
  }

  private async write(tx: Tx, phone: string, code: string): Promise<void> {
    const [digest, now] = [this.phones.digest(phone), this.clock.now()];
    // Two requests at once for one number wait for each other here.
    await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [digest]);
    await this.checkQuota(tx, digest, now);
    await tx.query(
      `INSERT INTO phone_code (id, phone_hmac, code_digest, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $4::timestamptz + make_interval(mins => $5))`,
      [newId(), digest, this.codeDigest(phone, code), now, VALID_MINUTES],
    );
  }

  private async checkQuota(tx: Tx, digest: string, now: Date): Promise<void> {
    const sent = await tx.query<{ created_at: Date }>(
      `SELECT created_at FROM phone_code WHERE phone_hmac = $1 AND created_at > $2::timestamptz - interval '1 day'
       ORDER BY created_at DESC`,
      [digest, now],
    );
    const age = (at: Date | undefined) => (at ? (now.getTime() - at.getTime()) / 1000 : Infinity);
    const waits = [
      AGAIN_SECONDS - age(sent[0]?.created_at),
      ...QUOTAS.map(({ hours, codes }) => hours * 3600 - age(sent[codes - 1]?.created_at)),
    ];
    const wait = Math.ceil(Math.max(...waits));
    if (wait > 0) throw new AppError('request.too_many', { retryAfter: wait });
  }

  private codeDigest(phone: string, code: string): string {
    return this.sealed.digest(`${phone}:${code}`, 'phone_code');
  }
}
