import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Ledger } from '../activity/ledger.js';
import { SYSTEM_ACTOR } from '../infra/actor.js';
import { Transactions, type Tx } from '../infra/database/transactions.js';
import { isUnavailable } from '../infra/errors.js';
import { type MediaFact, MediaProvider } from './media.provider.js';
import { ProgrammeTake } from './programme-take.entity.js';

type TakeFact = Extract<MediaFact, { fact: 'programme.take_started' | 'programme.take_ended' }>;

const RETRY_MS = 2_000;
/** Facts that may wait while the database is away: hours of takes, far more than it is ever away. */
const MAX_WAITING = 10_000;

/** Writes the programme's takes as the media node tells of them, in order, and tries again while the database is away. */
@Injectable()
export class Takes implements OnApplicationShutdown {
  private readonly logger = new Logger(Takes.name);
  private readonly waiting: TakeFact[] = [];
  private writing: Promise<void> | null = null;
  private stopped = false;

  constructor(
    provider: MediaProvider,
    private readonly transactions: Transactions,
    private readonly ledger: Ledger,
  ) {
    provider.onFact((fact) => {
      if (fact.fact === 'programme.take_started' || fact.fact === 'programme.take_ended') this.keep(fact);
    });
  }

  /** Resolves when everything told so far is written. */
  async flushed(): Promise<void> {
    await this.writing;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.writing;
    this.stopped = true;
  }

  private keep(fact: TakeFact): void {
    if (this.waiting.length >= MAX_WAITING) {
      this.logger.error(`Too many takes wait for the database; ${fact.fact} of ${fact.roomId} is lost`);
      return;
    }
    this.waiting.push(fact);
    this.writing ??= this.writeAll().finally(() => {
      this.writing = null;
    });
  }

  private async writeAll(): Promise<void> {
    for (let fact = this.waiting[0]; fact && !this.stopped; fact = this.waiting[0]) {
      try {
        await this.write(fact);
        this.waiting.shift();
      } catch (error) {
        if (isUnavailable(error)) {
          this.logger.warn(`Take not written, it will be tried again: ${String(error)}`);
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
          continue;
        }
        // A fact that can never be written must not hold up those of other sessions.
        this.logger.error(error, `${fact.fact} ${fact.take} of ${fact.roomId} cannot be written and is left out`);
        this.waiting.shift();
      }
    }
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
