import { Injectable } from '@nestjs/common';
import { Ledger } from '../../activity/ledger.js';
import { Phones } from '../../accounts/persons/phones.service.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { newId } from '../../infra/id.js';
import { SealedText } from '../../infra/sealed-text.js';
import type { Door } from './venue-doors.read-model.js';
import { SIGN_IN_PHONE } from './venue-phone.js';
import type { Visitor } from './venue-visitors.service.js';

/** Rows of those who were at a venue: one per human, by person or by number, however often they sign in. */
@Injectable()
export class VenueSignIns {
  constructor(
    private readonly ledger: Ledger,
    private readonly phones: Phones,
    private readonly sealed: SealedText,
    private readonly clock: Clock,
  ) {}

  /** @returns whether this human was not there yet */
  async add(tx: Tx, { venueId, eventId, path }: Door, visitor: Visitor): Promise<boolean> {
    const id = newId();
    const digest = this.phones.digest(visitor.phone);
    const [added] = await tx.query(
      `INSERT INTO venue_sign_in (id, venue_id, person_id, source, name, phone_enc, phone_hmac, enterprise_name,
                                  enterprise_id, job_title, signed_in_at)
       VALUES ($1, $2, $3, 'qr', $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING id`,
      [
        id,
        venueId,
        visitor.personId,
        visitor.name,
        this.sealed.seal(visitor.phone, SIGN_IN_PHONE),
        digest,
        visitor.enterpriseName,
        visitor.enterpriseId,
        visitor.jobTitle,
        this.clock.now(),
      ],
    );
    if (!added) await this.recognise(tx, { venueId, personId: visitor.personId, digest });
    else await this.ledger.record(tx, { verb: 'venue.signed_in', path, details: { eventId, venueId, signInId: id } });
    return added !== undefined;
  }

  /** Whom somebody had named, or the roster, is now there as themselves. */
  private async recognise(
    tx: Tx,
    { venueId, personId, digest }: { venueId: string; personId: string | null; digest: string },
  ): Promise<void> {
    if (!personId) return;
    await tx.query(
      `UPDATE venue_sign_in SET person_id = $2 WHERE venue_id = $1 AND phone_hmac = $3 AND person_id IS NULL
         AND NOT EXISTS (SELECT 1 FROM venue_sign_in WHERE venue_id = $1 AND person_id = $2)`,
      [venueId, personId, digest],
    );
  }
}
