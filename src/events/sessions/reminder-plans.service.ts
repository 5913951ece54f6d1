import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Ledger } from '../../activity/ledger.js';
import type { ActivityVerb } from '../../contracts/vocabulary.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { Jobs } from '../../infra/jobs.js';

/** The job that tells the people of one reminder; its data is the reminder's id. */
export const REMIND = 'events.remind';
const SWEEP = 'events.sweep_reminders';
/** How far ahead reminders are planned: more than a day and the time between two sweeps. */
const AHEAD_HOURS = 25;
/** The day's reminder comes late rather than not, until so long before the start. */
export const LATEST_DAY_HOURS = 2;
/** A job that should have run so long ago has been lost, or fails again and again. */
const OVERDUE_MINUTES = 2;

const AFTER: readonly ActivityVerb[] = ['event.published', 'session.rescheduled'];

interface Planned extends Record<string, unknown> {
  id: string;
  dueAt: Date;
}

/**
 * When people are reminded: a day and ten minutes before a session starts. Planned when a session of a published event
 * gets its time, and every five minutes for whatever that has missed: sessions that were far away then, or a server that
 * was down.
 */
@Injectable()
export class ReminderPlans implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    for (const verb of AFTER) this.ledger.subscribe(verb, 'reminders', { handler: (tx) => this.plan(tx) });
    this.jobs.handle(SWEEP, {
      cron: '*/5 * * * *',
      handler: async (tx) => {
        await this.plan(tx);
        await this.takeUp(tx);
      },
    });
  }

  /**
   * A day ahead is reminded of only what was known a day ahead: whoever publishes or moves a session later than that
   * has just told people when it is.
   */
  private async plan(tx: Tx): Promise<void> {
    const planned = await tx.query<Planned>(
      `INSERT INTO session_reminder (id, session_id, kind, starts_at, due_at)
       SELECT gen_random_uuid(), s.id, k.kind, s.starts_at, s.starts_at - k.before
       FROM session s
       JOIN online_event e ON e.id = s.event_id AND e.publication_state = 'published' AND e.plan_state <> 'cancelled'
       CROSS JOIN (VALUES ('day', interval '1 day'), ('minutes', interval '10 minutes')) AS k (kind, before)
       WHERE s.state IN ('scheduled', 'live') AND s.starts_at > $1 AND s.starts_at <= $1::timestamptz + make_interval(hours => $2)
         AND (k.kind = 'minutes' OR (
           s.starts_at > $1::timestamptz + make_interval(hours => $3)
           AND greatest(s.created_at, s.state_since, coalesce(e.published_at, e.created_at)) <= s.starts_at - k.before))
       ON CONFLICT DO NOTHING RETURNING id, due_at AS "dueAt"`,
      [this.clock.now(), AHEAD_HOURS, LATEST_DAY_HOURS],
    );
    for (const reminder of planned) await this.enqueue(tx, reminder);
  }

  private async takeUp(tx: Tx): Promise<void> {
    const overdue = await tx.query<Planned>(
      `SELECT id, due_at AS "dueAt" FROM session_reminder
       WHERE finished_at IS NULL AND due_at < $1::timestamptz - make_interval(mins => $2)`,
      [this.clock.now(), OVERDUE_MINUTES],
    );
    for (const reminder of overdue) await this.enqueue(tx, reminder);
  }

  private async enqueue(tx: Tx, { id, dueAt }: Planned): Promise<void> {
    await this.jobs.enqueue(tx, REMIND, { reminderId: id }, { singletonKey: id, startAfter: dueAt });
  }
}
