import { Injectable } from '@nestjs/common';
import type { VenueSignInPage } from '../../contracts/registration.contract.js';
import type { SessionState } from '../../contracts/vocabulary.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { AppError } from '../../infra/errors.js';
import { Registrants } from '../registration/registration-registrant.service.js';
import { VenueKeys } from './venue-keys.service.js';
import { isOpen, type SignInWindow, signInWindow } from './venue-window.js';

export interface Door {
  venueId: string;
  venueName: string;
  address: string;
  eventId: string;
  title: string;
  path: string;
  window: SignInWindow | null;
  /** Whether people can sign in now. */
  open: boolean;
}

interface DoorRow extends Record<string, unknown>, Omit<Door, 'window' | 'open'> {
  sessions: { state: SessionState; startsAt: string; endsAt: string; endedAt: string | null }[];
}

/** The door of a venue as who comes there sees it. */
@Injectable()
export class VenueDoors {
  constructor(
    private readonly reads: ReadPool,
    private readonly keys: VenueKeys,
    private readonly registrants: Registrants,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `access.link_invalid`, `venue.not_found` */
  async door(venueId: string, key: string): Promise<Door> {
    this.keys.check(venueId, key);
    const [row] = await this.reads.query<DoorRow>(
      `SELECT v.id AS "venueId", v.name AS "venueName", v.address, e.id AS "eventId", e.title, e.path,
              (SELECT coalesce(json_agg(json_build_object('state', s.state, 'startsAt', s.starts_at,
                                                          'endsAt', s.ends_at, 'endedAt', s.ended_at)), '[]')
               FROM session s WHERE s.event_id = e.id) AS sessions
       FROM venue v JOIN online_event e ON e.id = v.event_id
       WHERE v.id = $1 AND v.withdrawn_at IS NULL AND e.publication_state = 'published' AND e.plan_state <> 'cancelled'`,
      [venueId],
    );
    if (!row) throw new AppError('venue.not_found');
    const { sessions, ...door } = row;
    const times = sessions.map(({ state, startsAt, endsAt, endedAt }) => ({
      state,
      startsAt: new Date(startsAt),
      endsAt: new Date(endsAt),
      endedAt: endedAt === null ? null : new Date(endedAt),
    }));
    const now = this.clock.now();
    const window = signInWindow(times, now);
    return { ...door, window, open: isOpen(window, now) };
  }

  async page(
    actor: Actor,
    { venueId, venueName, address, eventId, title, window, open }: Door,
  ): Promise<VenueSignInPage> {
    const registrant = await this.registrants.of(actor);
    const [known, signedIn] = await Promise.all([
      this.registrants.known(registrant),
      this.hasSignedIn(venueId, registrant?.persons ?? []),
    ]);
    return {
      venue: { id: venueId, name: venueName, address },
      event: { id: eventId, title },
      open,
      opensAt: window?.opensAt.toISOString() ?? null,
      closesAt: window?.closesAt.toISOString() ?? null,
      phoneKnown: known.phoneKnown,
      signedIn,
    };
  }

  private async hasSignedIn(venueId: string, persons: readonly string[]): Promise<boolean> {
    const rows = await this.reads.query(
      `SELECT 1 FROM venue_sign_in WHERE venue_id = $1 AND person_id = ANY($2) LIMIT 1`,
      [venueId, persons],
    );
    return rows.length > 0;
  }
}
