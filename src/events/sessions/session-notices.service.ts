import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ActivityFact, Ledger } from '../../activity/ledger.js';
import type { Tx } from '../../infra/database/transactions.js';
import { Jobs } from '../../infra/jobs.js';
import { type Telling, Notices } from '../../notifications/notices.service.js';
import { registeredPeople } from './registered-people.js';

const JOB = 'events.tell_registrants';
/** Few enough for one transaction: a notice and its message are a handful of statements each. */
const BATCH = 200;

type Kind = 'session_postponed' | 'session_cancelled';
type Message = Pick<Telling<Kind>, 'kind' | 'params'> & { href: string; dedupeKey: string };

interface Batch extends Record<string, unknown> {
  eventId: string;
  message: Message;
  /** The last registration that has been told. */
  after: string | null;
}

interface SessionRow {
  eventId: string;
  title: string;
  cancelReason: string;
}

/**
 * Tells those registered that a session was moved or cancelled: one notice each, in batches, however often a job is
 * tried again, by text message only who agreed to that. When the whole event is cancelled they hear of the event, not of
 * every session.
 */
@Injectable()
export class SessionNotices implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly jobs: Jobs,
    private readonly notices: Notices,
  ) {}

  onModuleInit(): void {
    const tell = (verb: 'session.postponed' | 'session.rescheduled' | 'session.cancelled' | 'event.cancelled') =>
      this.ledger.subscribe(verb, 'tell_registrants', {
        handler: async (tx, fact) => {
          const batch = verb === 'event.cancelled' ? await eventCancelled(tx, fact) : await sessionMoved(tx, fact);
          if (batch) await this.jobs.enqueue(tx, JOB, batch);
        },
      });
    for (const verb of ['session.postponed', 'session.rescheduled', 'session.cancelled', 'event.cancelled'] as const) {
      tell(verb);
    }
    this.jobs.handle(JOB, { handler: (tx, data) => this.tellBatch(tx, data as Batch) });
  }

  private async tellBatch(tx: Tx, { eventId, message, after }: Batch): Promise<void> {
    const registered = await registeredPeople(tx, eventId, after, BATCH);
    for (const { personId, bySms } of registered) {
      await this.notices.notify(tx, { ...message, personId, channels: bySms ? ['sms'] : [] });
    }
    const last = registered.at(-1);
    if (last && registered.length === BATCH) {
      await this.jobs.enqueue(tx, JOB, { eventId, message, after: last.id } satisfies Batch);
    }
  }
}

/** Null where nobody is told: its event was cancelled with it, or it is gone. */
async function sessionMoved(tx: Tx, { id, verb, sessionId, details }: ActivityFact): Promise<Batch | null> {
  if (details?.['withEvent']) return null;
  const [session] = await tx.query<SessionRow>(
    `SELECT event_id AS "eventId", title, cancel_reason AS "cancelReason" FROM session WHERE id = $1`,
    [sessionId],
  );
  if (!session) return null;
  const { eventId, title, cancelReason } = session;
  const common = { href: `/s/${sessionId}`, dedupeKey: `${verb}:${id}` };
  if (verb === 'session.cancelled') {
    const params = { title, reason: cancelReason };
    return { eventId, after: null, message: { kind: 'session_cancelled', params, ...common } };
  }
  const params = { title, from: String(details?.['from']), to: (details?.['to'] as string | undefined) ?? null };
  return { eventId, after: null, message: { kind: 'session_postponed', params, ...common } };
}

async function eventCancelled(tx: Tx, { id, details }: ActivityFact): Promise<Batch | null> {
  const eventId = String(details?.['eventId']);
  const [event] = await tx.query<{ title: string; reason: string }>(
    `SELECT title, cancel_reason AS reason FROM online_event WHERE id = $1`,
    [eventId],
  );
  if (!event) return null;
  const message: Message = {
    kind: 'session_cancelled',
    params: event,
    href: `/e/${eventId}`,
    dedupeKey: `event.cancelled:${id}`,
  };
  return { eventId, after: null, message };
}
