import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { VenueSignInLine, VenueSignInList, VenueView } from '../../contracts/registration.contract.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { AppError } from '../../infra/errors.js';
import { maskPhone } from '../../infra/phone.js';
import { Resources } from '../../infra/resources.js';
import { SealedText } from '../../infra/sealed-text.js';
import { VenueKeys } from './venue-keys.service.js';
import { SIGN_IN_PHONE } from './venue-phone.js';

const PAGE = 100;

interface VenueRow extends Record<string, unknown> {
  id: string;
  name: string;
  address: string;
  capacity: number | null;
  eventId: string;
  eventTitle: string;
  organisationId: string;
  organisationName: string;
  qr: number;
  roster: number;
}

/** One row is one human, by phone or by person; by whichever way they came first. */
const VENUES = `
  SELECT v.id, v.name, v.address, v.capacity, e.id AS "eventId", e.title AS "eventTitle",
         o.id AS "organisationId", o.name AS "organisationName",
         (SELECT count(*)::int FROM venue_sign_in s WHERE s.venue_id = v.id AND s.source = 'qr') AS qr,
         (SELECT count(*)::int FROM venue_sign_in s WHERE s.venue_id = v.id AND s.source = 'roster') AS roster
  FROM venue v JOIN online_event e ON e.id = v.event_id JOIN organisation o ON o.id = v.organisation_id`;

/** Venues as those see them who organise them. */
@Injectable()
export class Venues implements OnModuleInit {
  constructor(
    private readonly reads: ReadPool,
    private readonly keys: VenueKeys,
    private readonly sealed: SealedText,
    private readonly resources: Resources,
  ) {}

  /** A venue belongs to the event's host; the window whose place it is runs its door. */
  onModuleInit(): void {
    this.resources.register('venue', {
      path: (id) => this.path('event', id),
      parties: async (id) => [await this.path('organisation', id)].filter((path) => path !== null),
      notFound: 'venue.not_found',
    });
  }

  async list(eventId: string): Promise<VenueView[]> {
    const rows = await this.reads.query<VenueRow>(
      `${VENUES} WHERE v.event_id = $1 AND v.withdrawn_at IS NULL ORDER BY v.id`,
      [eventId],
    );
    return rows.map((row) => this.view(row));
  }

  /** @throws AppError `venue.not_found` */
  async one(id: string): Promise<VenueView> {
    const [row] = await this.reads.query<VenueRow>(`${VENUES} WHERE v.id = $1 AND v.withdrawn_at IS NULL`, [id]);
    if (!row) throw new AppError('venue.not_found');
    return this.view(row);
  }

  /** Newest first. */
  async signIns(venueId: string, after: string | undefined): Promise<VenueSignInList> {
    const rows = await this.reads.query<
      Omit<VenueSignInLine, 'phone' | 'signedInAt'> & { phoneEnc: string | null; signedInAt: Date }
    >(
      `SELECT id, source, name, phone_enc AS "phoneEnc", enterprise_name AS "enterpriseName", job_title AS "jobTitle",
              signed_in_at AS "signedInAt"
       FROM venue_sign_in WHERE venue_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [venueId, after ?? null, PAGE],
    );
    const signIns = rows.map(({ phoneEnc, signedInAt, ...line }) => ({
      ...line,
      phone: phoneEnc === null ? null : maskPhone(this.sealed.open(phoneEnc, SIGN_IN_PHONE)),
      signedInAt: signedInAt.toISOString(),
    }));
    return { signIns, next: (rows.length === PAGE && rows.at(-1)?.id) || null };
  }

  private view(row: VenueRow): VenueView {
    const { id, name, address, capacity, qr, roster } = row;
    return {
      id,
      event: { id: row.eventId, title: row.eventTitle },
      organisation: { id: row.organisationId, name: row.organisationName },
      name,
      address,
      capacity,
      people: qr + roster,
      bySource: { qr, roster },
      signInUrl: this.keys.address(id),
    };
  }

  private async path(of: 'event' | 'organisation', venueId: string): Promise<string | null> {
    const [row] = await this.reads.query<{ event: string; organisation: string }>(
      `SELECT e.path AS event, o.path AS organisation FROM venue v JOIN online_event e ON e.id = v.event_id
       JOIN organisation o ON o.id = v.organisation_id WHERE v.id = $1 AND v.withdrawn_at IS NULL`,
      [venueId],
    );
    return row?.[of] ?? null;
  }
}
