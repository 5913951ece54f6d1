import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { Jobs } from '../../infra/jobs.js';
import { Notices } from '../../notifications/notices.service.js';
import { type RegisteredPerson, registeredPeople } from './registered-people.js';
import { LATEST_DAY_HOURS, REMIND } from './reminder-plans.service.js';

/** Told in one transaction; the next ones are another job, so that nothing waits behind ten thousand people. */
const BATCH = 200;

interface Due extends Record<string, unknown> {
  id: string;
  kind: 'day' | 'minutes';
  reachedId: string | null;
  startsAt: Date;
  sessionId: string;
  eventId: string;
  title: string;
  /** Whether the session still begins then; a host who is on air early does not change that. */
  stands: boolean;
}

/**
 * Tells the people registered for a session that it comes: in the app everybody, by text message who agreed to that. A
 * job that comes when the session has moved, was cancelled or has begun tells nobody.
 */
@Injectable()
export class Reminders implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(REMIND, { handler: (tx, { reminderId }) => this.remind(tx, String(reminderId)) });
  }

  private async remind(tx: Tx, reminderId: string): Promise<void> {
    const due = await this.due(tx, reminderId);
    if (!due) return;
    const people = this.isUseful(due) ? await registeredPeople(tx, due.eventId, due.reachedId, BATCH) : [];
    for (const person of people) await this.tell(tx, due, person);
    const reachedId = people.at(-1)?.id ?? due.reachedId;
    const isLast = people.length < BATCH;
    await tx.query(`UPDATE session_reminder SET reached_id = $2, finished_at = $3 WHERE id = $1`, [
      due.id,
      reachedId,
      isLast ? this.clock.now() : null,
    ]);
    if (!isLast) await this.jobs.enqueue(tx, REMIND, { reminderId }, { singletonKey: reminderId });
  }

  private isUseful({ stands, kind, startsAt }: Due): boolean {
    const left = startsAt.getTime() - this.clock.now().getTime();
    return stands && left > (kind === 'day' ? LATEST_DAY_HOURS * 3_600_000 : 0);
  }

  private async tell(
    tx: Tx,
    { kind, sessionId, startsAt, title }: Due,
    { personId, bySms }: RegisteredPerson,
  ): Promise<void> {
    const time = startsAt.toISOString();
    await this.notices.notify(tx, {
      personId,
      kind: `session_reminder_${kind}`,
      params: { title, time },
      href: `/s/${sessionId}`,
      dedupeKey: `session_reminder_${kind}:${sessionId}:${time}`,
      channels: bySms ? ['sms'] : [],
    });
  }

  /** Held, so that the same reminder does not run twice at once. */
  private async due(tx: Tx, reminderId: string): Promise<Due | undefined> {
    const [row] = await tx.query<Due>(
      `SELECT r.id, r.kind, r.reached_id AS "reachedId", r.starts_at AS "startsAt", s.id AS "sessionId",
              s.event_id AS "eventId", s.title,
              (s.state IN ('scheduled', 'live') AND s.starts_at = r.starts_at AND e.publication_state = 'published'
               AND e.plan_state <> 'cancelled') AS stands
       FROM session_reminder r JOIN session s ON s.id = r.session_id JOIN online_event e ON e.id = s.event_id
       WHERE r.id = $1 AND r.finished_at IS NULL FOR UPDATE OF r`,
      [reminderId],
    );
    return row;
  }
}
