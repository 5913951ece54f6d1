import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Ledger } from '../activity/ledger.js';
import { SYSTEM_ACTOR } from '../infra/actor.js';
import { Transactions, type Tx } from '../infra/database/transactions.js';
import { WriteQueue } from '../infra/write-queue.js';
import { type MediaFact, MediaProvider } from './media.provider.js';
import { ProgrammeTake } from './programme-take.entity.js';

type TakeFact = Extract<MediaFact, { fact: 'programme.take_started' | 'programme.take_ended' }>;

/** Writes the programme's takes as the media node tells of them, in order, and tries again while the database is away. */
@Injectable()
export class Takes implements OnApplicationShutdown {
  private readonly queue = new WriteQueue<TakeFact>('Takes', (fact) => this.write(fact));

  constructor(
    provider: MediaProvider,
    private readonly transactions: Transactions,
    private readonly ledger: Ledger,
  ) {
    provider.onFact((fact) => {
      if (fact.fact === 'programme.take_started' || fact.fact === 'programme.take_ended') this.queue.keep(fact);
    });
  }

  /** Resolves when everything told so far is written. */
  flushed(): Promise<void> {
    return this.queue.flushed();
  }

  onApplicationShutdown(): Promise<void> {
    return this.queue.close();
  }

  private write(fact: TakeFact): Promise<void> {
    return this.transactions.run(SYSTEM_ACTOR, async (tx) => {
      const path = await pathOf(tx, fact.roomId);
      if (!path) return;
      const isNews = fact.fact === 'programme.take_started' ? await this.started(tx, fact) : await this.ended(tx, fact);
      if (!isNews) return;
      const details: Record<string, string | number | boolean | null> =
        fact.fact === 'programme.take_started'
          ? { take: fact.take, codec: fact.video?.codec ?? null, transcoded: fact.video?.transcoded ?? false }
          : { take: fact.take, durationMs: fact.durationMs };
      await this.ledger.record(tx, {
        verb: fact.fact,
        sessionId: fact.roomId,
        path,
        details,
        occurredAt: new Date(fact.at),
      });
    });
  }

  private async started(tx: Tx, fact: Extract<TakeFact, { fact: 'programme.take_started' }>): Promise<true> {
    await tx.manager.upsert(
      ProgrammeTake,
      {
        sessionId: fact.roomId,
        take: fact.take,
        startedAt: new Date(fact.startedAt),
        durationMs: 0,
        codec: fact.video?.codec ?? null,
        width: fact.video?.width ?? null,
        height: fact.video?.height ?? null,
        transcoded: fact.video?.transcoded ?? false,
      },
      ['sessionId', 'take'],
    );
    return true;
  }

  /** Told again after a restart; only what differs from what is known is written and goes into the ledger. */
  private async ended(tx: Tx, fact: Extract<TakeFact, { fact: 'programme.take_ended' }>): Promise<boolean> {
    const changed = await tx.query(
      `UPDATE programme_take SET duration_ms = $3 WHERE session_id = $1 AND take = $2 AND duration_ms <> $3 RETURNING take`,
      [fact.roomId, fact.take, Math.round(fact.durationMs)],
    );
    return changed.length > 0;
  }
}

/** Path of the session's host; null where the room is no session (a test's room). */
async function pathOf(tx: Tx, sessionId: string): Promise<string | null> {
  const [row] = await tx.query<{ path: string }>(`SELECT path FROM session WHERE id = $1`, [sessionId]);
  return row?.path ?? null;
}
