import { Injectable } from '@nestjs/common';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { maskPhone, normalisePhone } from '../../infra/phone.js';
import { SealedText } from '../../infra/sealed-text.js';
import { PersonPhone } from './person-phone.entity.js';

const CONTEXT = 'person_phone';
/** One context for the whole house: lists of numbers are compared with each other. */
const DIGEST_CONTEXT = 'phone';

/** Verified phone numbers of persons; sealed at rest, found by their digest. */
@Injectable()
export class Phones {
  constructor(
    private readonly sealed: SealedText,
    private readonly reads: ReadPool,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `request.invalid` for what is no mainland mobile number */
  normalise(text: string, field = 'phone'): string {
    const phone = normalisePhone(text);
    if (!phone) throw new AppError('request.invalid', { fields: [{ path: field, rule: 'isMobile' }] });
    return phone;
  }

  /** By which any table finds a number; the same number has the same digest everywhere. */
  digest(phone: string): string {
    return this.sealed.digest(phone, DIGEST_CONTEXT);
  }

  /** The verified number of a root person, null without one. */
  async of(rootId: string): Promise<string | null> {
    const [row] = await this.reads.query<{ phone_enc: string }>(
      `SELECT phone_enc FROM person_phone WHERE person_id = root_person($1)`,
      [rootId],
    );
    return row ? this.open(row.phone_enc) : null;
  }

  open(phoneEnc: string): string {
    return this.sealed.open(phoneEnc, CONTEXT);
  }

  masked(phoneEnc: string | null): string | null {
    return phoneEnc ? maskPhone(this.open(phoneEnc)) : null;
  }

  /** Whoever gives a number to somebody holds it first: two that do so at once wait for each other. */
  async hold(tx: Tx, phone: string): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [this.digest(phone)]);
  }

  /** The root person to whom a number belongs. */
  async ownerIn(tx: Tx, phone: string): Promise<string | null> {
    const [row] = await tx.query<{ person_id: string }>(`SELECT person_id FROM person_phone WHERE phone_hmac = $1`, [
      this.digest(phone),
    ]);
    return row?.person_id ?? null;
  }

  /** Gives a root person that number, in place of an earlier one. */
  async put(tx: Tx, rootId: string, phone: string): Promise<void> {
    await tx.manager.delete(PersonPhone, { personId: rootId });
    await tx.manager.insert(PersonPhone, {
      personId: rootId,
      phoneEnc: this.sealed.seal(phone, CONTEXT),
      phoneHmac: this.digest(phone),
      verifiedAt: this.clock.now(),
    });
  }

  async remove(tx: Tx, rootId: string): Promise<void> {
    await tx.manager.delete(PersonPhone, { personId: rootId });
  }
}
