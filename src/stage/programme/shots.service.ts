import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Ledger } from '../../activity/ledger.js';
import type { StageShot } from '../../contracts/stage.contract.js';
import { SYSTEM_ACTOR } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { newId } from '../../infra/id.js';
import { WriteQueue } from '../../infra/write-queue.js';
import { ProgrammeShot } from './programme-shot.entity.js';

/** What is on air from `at` on; null: nothing. */
interface Switched {
  sessionId: string;
  shot: (StageShot & { strip: boolean }) | null;
  at: Date;
}

/** Writes what was on air when, in order, also what happened while the database was away. */
@Injectable()
export class Shots implements OnApplicationShutdown {
  private readonly queue = new WriteQueue<Switched>('Shots', (fact) => this.write(fact));
  /** As told last: most comparisons of the director change nothing. */
  private readonly known = new Map<string, string>();

  constructor(
    private readonly transactions: Transactions,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /** What is on air now; telling the same again changes nothing. */
  tell(sessionId: string, shot: Switched['shot']): void {
    const content = JSON.stringify(shot);
    if (this.known.get(sessionId) === content) return;
    this.known.set(sessionId, content);
    this.queue.keep({ sessionId, shot, at: this.clock.now() });
  }

  /** The session is over. */
  close(sessionId: string): void {
    this.tell(sessionId, null);
    this.known.delete(sessionId);
  }

  flushed(): Promise<void> {
    return this.queue.flushed();
  }

  onApplicationShutdown(): Promise<void> {
    return this.queue.close();
  }

  private write({ sessionId, shot, at }: Switched): Promise<void> {
    return this.transactions.run(SYSTEM_ACTOR, async (tx) => {
      const open = await this.open(tx, sessionId);
      // A server that started again finds the shot that it left.
      if (open && shot && same(open, shot)) return;
      if (open) await tx.manager.update(ProgrammeShot, { id: open.id }, { endedAt: at });
      if (!shot) return;
      const { layout, sources, strip } = shot;
      const row = { id: newId(), sessionId, startedAt: at, endedAt: null, layout, sources, strip };
      await tx.manager.insert(ProgrammeShot, row);
      await this.record(tx, row);
    });
  }

  private async open(tx: Tx, sessionId: string): Promise<ProgrammeShot | null> {
    const [open] = await tx.query<ProgrammeShot>(
      `SELECT id, layout, sources, strip FROM programme_shot WHERE session_id = $1 AND ended_at IS NULL FOR UPDATE`,
      [sessionId],
    );
    return open ?? null;
  }

  private async record(tx: Tx, { id, sessionId, startedAt, layout, sources }: ProgrammeShot): Promise<void> {
    const [session] = await tx.query<{ path: string }>(`SELECT path FROM session WHERE id = $1`, [sessionId]);
    if (!session) return;
    const [first, second] = sources.map(({ kind, participantId, materialId }) => ({
      kind,
      id: participantId ?? materialId ?? null,
    }));
    await this.ledger.record(tx, {
      verb: 'programme.switched',
      sessionId,
      path: session.path,
      occurredAt: startedAt,
      details: {
        shotId: id,
        layout,
        first: first?.kind ?? null,
        firstId: first?.id ?? null,
        second: second?.kind ?? null,
        secondId: second?.id ?? null,
      },
    });
  }
}

function same(row: ProgrammeShot, shot: StageShot & { strip: boolean }): boolean {
  const words = ({ layout, sources, strip }: StageShot & { strip: boolean }): string =>
    JSON.stringify([layout, strip, sources.map(({ kind, ...ids }) => [kind, ids.participantId, ids.materialId])]);
  return words(row) === words(shot);
}
