import { Injectable } from '@nestjs/common';
import type { ActivityVerb } from '../contracts/vocabulary.js';
import { Clock } from '../infra/clock.js';
import type { Tx } from '../infra/database/transactions.js';
import { newId } from '../infra/id.js';
import { Jobs } from '../infra/jobs.js';

/** One fact. Ids and enums only: never a name, never a phone number. */
export interface ActivityLine {
  verb: ActivityVerb;
  sessionId?: string;
  /** Path of the organisation to which the fact belongs, as it was at that time. */
  path: string;
  details?: Record<string, string | number | boolean | null>;
  /** Defaults to now; given for facts that are written later than they happened. */
  occurredAt?: Date;
}

export type ActivityFact = ActivityLine & { id: string; personId: string | null; occurredAt: Date };

/** What a subscriber does with a fact; see `JobRoutine` for the two halves. */
interface Subscription<Prepared> {
  prepare?: (fact: ActivityFact) => Promise<Prepared>;
  handler: (tx: Tx, fact: ActivityFact, prepared: Prepared) => Promise<void>;
}

/**
 * The append-only record of what happened. Whoever must react to a fact subscribes to its verb: one job per
 * subscriber is enqueued in the transaction that records the fact.
 */
@Injectable()
export class Ledger {
  private readonly queues = new Map<ActivityVerb, string[]>();

  constructor(
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /** @param subscriber a name of its own, stable over versions: it is part of the queue's name */
  subscribe<Prepared>(verb: ActivityVerb, subscriber: string, { prepare, handler }: Subscription<Prepared>): void {
    const queue = `${verb}/${subscriber}`;
    this.jobs.handle<Prepared>(queue, {
      ...(prepare && { prepare: (data) => prepare(reviveFact(data)) }),
      handler: (tx, data, prepared) => handler(tx, reviveFact(data), prepared),
    });
    this.queues.set(verb, [...(this.queues.get(verb) ?? []), queue]);
  }

  async record(tx: Tx, line: ActivityLine): Promise<void> {
    const fact: ActivityFact = {
      ...line,
      id: newId(),
      personId: tx.actor.personId,
      occurredAt: line.occurredAt ?? this.clock.now(),
    };
    await tx.query(
      `INSERT INTO activity (id, occurred_at, verb, person_id, session_id, path, details)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [fact.id, fact.occurredAt, fact.verb, fact.personId, fact.sessionId ?? null, fact.path, fact.details ?? {}],
    );
    for (const queue of this.queues.get(fact.verb) ?? []) {
      await this.jobs.enqueue(tx, queue, { ...fact, occurredAt: fact.occurredAt.toISOString() });
    }
  }
}

function reviveFact(data: Record<string, unknown>): ActivityFact {
  return { ...data, occurredAt: new Date(data['occurredAt'] as string) } as ActivityFact;
}
