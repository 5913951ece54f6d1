import { Injectable } from '@nestjs/common';
import type { MyRegistration, RegistrationForm, RegistrationView } from '../../contracts/registration.contract.js';
import type { RegistrationState } from '../../contracts/vocabulary.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { placeName } from '../../organisations/network/network-rows.js';
import { closedBecause, placesLeft, readTerms } from './registration-rules.js';
import { type Registrant, Registrants } from './registration-registrant.service.js';

export interface ViewRow extends Record<string, unknown> {
  state: RegistrationState;
  name: string;
  enterpriseName: string;
  enterpriseId: string | null;
  jobTitle: string;
  countyId: string | null;
  countyName: string | null;
  answers: Record<string, string>;
  registeredAt: Date;
}

export const VIEW_COLUMNS = `
  r.state, r.name, r.enterprise_name AS "enterpriseName", r.enterprise_id AS "enterpriseId", r.job_title AS "jobTitle",
  r.county_id AS "countyId", c.name AS "countyName", r.answers, r.registered_at AS "registeredAt"`;

export function viewOf(row: ViewRow): RegistrationView {
  const { state, name, enterpriseName, enterpriseId, jobTitle, countyId, countyName, answers } = row;
  const county = countyId && countyName ? { id: countyId, name: placeName(countyName) } : null;
  return {
    state,
    name,
    enterpriseName,
    enterpriseId,
    jobTitle,
    county,
    answers,
    registeredAt: row.registeredAt.toISOString(),
  };
}

/** What somebody sees who wants to register, or has. */
@Injectable()
export class RegistrationForms {
  constructor(
    private readonly reads: ReadPool,
    private readonly registrants: Registrants,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `event.not_found` */
  async form(actor: Actor, eventId: string): Promise<RegistrationForm> {
    const now = this.clock.now();
    const terms = await readTerms((sql, parameters) => this.reads.query(sql, parameters), eventId, now);
    const registrant = await this.registrants.of(actor);
    const [known, registration] = await Promise.all([
      this.registrants.known(registrant),
      registrant ? this.own(registrant, eventId) : null,
    ]);
    const closed = closedBecause(terms, now);
    return {
      eventId,
      open: closed === null,
      closedBecause: closed,
      until: terms.until?.toISOString() ?? null,
      placesLeft: placesLeft(terms),
      questions: terms.questions,
      ...known,
      registration,
    };
  }

  /** One's own registrations, the newest first. */
  async mine(actor: Actor): Promise<MyRegistration[]> {
    const registrant = await this.registrants.of(actor);
    if (!registrant) return [];
    const rows = await this.reads.query<{
      eventId: string;
      title: string;
      sessionId: string | null;
      startsAt: Date | null;
      state: RegistrationState;
      registeredAt: Date;
    }>(
      `SELECT e.id AS "eventId", e.title, r.state, r.registered_at AS "registeredAt", n.starts_at AS "startsAt",
              CASE WHEN e.publication_state = 'published' THEN n.id END AS "sessionId"
       FROM registration r JOIN online_event e ON e.id = r.event_id AND e.publication_state <> 'draft'
       LEFT JOIN LATERAL (
         SELECT s.id, s.starts_at FROM session s WHERE s.event_id = e.id AND s.state <> 'cancelled'
         ORDER BY s.ends_at < $2::timestamptz, abs(extract(epoch FROM s.starts_at - $2::timestamptz)) LIMIT 1) n ON true
       WHERE r.person_id = ANY($1) ORDER BY r.registered_at DESC LIMIT 200`,
      [registrant.persons, this.clock.now()],
    );
    return rows.map(({ eventId, title, sessionId, startsAt, state, registeredAt }) => ({
      event: { id: eventId, title },
      sessionId,
      startsAt: startsAt?.toISOString() ?? null,
      state,
      registeredAt: registeredAt.toISOString(),
    }));
  }

  private async own({ persons }: Registrant, eventId: string): Promise<RegistrationView | null> {
    const [row] = await this.reads.query<ViewRow>(
      `SELECT ${VIEW_COLUMNS} FROM registration r LEFT JOIN organisation c ON c.id = r.county_id
       WHERE r.event_id = $1 AND r.person_id = ANY($2) ORDER BY r.state = 'registered' DESC LIMIT 1`,
      [eventId, persons],
    );
    return row ? viewOf(row) : null;
  }
}
