import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../../accounts/persons/personal-data.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import type { Tx } from '../../infra/database/transactions.js';
import { Resources } from '../../infra/resources.js';

/** Where they signed in themselves, and where somebody typed their number or had it on a roster. */
const THEIR_VISITS = `(s.person_id = ANY($1)
  OR s.phone_hmac IN (SELECT phone_hmac FROM person_phone WHERE person_id = ANY($1)))`;

/** To whom registrations belong: an event's organisers by policy, and each person's own by law. */
@Injectable()
export class RegistrationData implements OnModuleInit {
  constructor(
    private readonly reads: ReadPool,
    private readonly resources: Resources,
    private readonly personalData: PersonalData,
  ) {}

  onModuleInit(): void {
    this.resources.register('registration', { path: (id) => this.path(id), notFound: 'registration.not_found' });
    this.personalData.register({
      name: 'registrations',
      export: (personIds) => this.export(personIds),
      erase: (tx, personIds) => this.erase(tx, personIds),
    });
    this.personalData.register({
      name: 'invitations',
      export: (personIds) => this.invitations(personIds),
      erase: async (tx, personIds) => {
        await tx.query(
          `DELETE FROM invited_phone
           WHERE phone_hmac IN (SELECT phone_hmac FROM person_phone WHERE person_id = ANY($1))`,
          [personIds],
        );
      },
    });
    this.personalData.register({
      name: 'venueVisits',
      export: (personIds) => this.visits(personIds),
      erase: async (tx, personIds) => {
        await tx.query(
          `UPDATE venue_sign_in s SET name = '', phone_enc = NULL, phone_hmac = NULL, job_title = ''
           WHERE ${THEIR_VISITS}`,
          [personIds],
        );
      },
    });
  }

  private async path(id: string): Promise<string | null> {
    const [row] = await this.reads.query<{ path: string }>(
      `SELECT e.path FROM registration r JOIN online_event e ON e.id = r.event_id WHERE r.id = $1`,
      [id],
    );
    return row?.path ?? null;
  }

  private export(personIds: readonly string[]): Promise<unknown> {
    return this.reads.query(
      `SELECT e.title AS event, r.state, r.name, r.enterprise_name AS enterprise, r.job_title AS "jobTitle",
              c.name AS county, r.answers, r.registered_at AS "registeredAt", r.cancelled_at AS "cancelledAt"
       FROM registration r JOIN online_event e ON e.id = r.event_id LEFT JOIN organisation c ON c.id = r.county_id
       WHERE r.person_id = ANY($1) ORDER BY r.registered_at`,
      [personIds],
    );
  }

  private visits(personIds: readonly string[]): Promise<unknown> {
    return this.reads.query(
      `SELECT v.name AS venue, e.title AS event, s.name, s.enterprise_name AS enterprise, s.job_title AS "jobTitle",
              s.signed_in_at AS "signedInAt"
       FROM venue_sign_in s JOIN venue v ON v.id = s.venue_id JOIN online_event e ON e.id = v.event_id
       WHERE ${THEIR_VISITS} ORDER BY s.signed_in_at`,
      [personIds],
    );
  }

  /** Lists of phones on which organisers put the number. */
  private invitations(personIds: readonly string[]): Promise<unknown> {
    return this.reads.query(
      `SELECT s.title AS session, i.name FROM invited_phone i JOIN session s ON s.id = i.session_id
       WHERE i.phone_hmac IN (SELECT phone_hmac FROM person_phone WHERE person_id = ANY($1)) ORDER BY s.starts_at`,
      [personIds],
    );
  }

  /** County, enterprise and channel stay: figures are counted by them. A typed enterprise name is one, too. */
  private async erase(tx: Tx, personIds: readonly string[]): Promise<void> {
    await tx.query(`UPDATE registration SET name = '', job_title = '', answers = '{}' WHERE person_id = ANY($1)`, [
      personIds,
    ]);
  }
}
