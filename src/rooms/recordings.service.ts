import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Ledger } from '../activity/ledger.js';
import { SessionStates } from '../events/session-states.service.js';
import { Clock } from '../infra/clock.js';
import type { Tx } from '../infra/database/transactions.js';
import { LiveRooms, streamPrefix } from './live-rooms.service.js';
import { Recording } from './recording.entity.js';
import { SessionBoards } from './session-boards.service.js';
import { Takes } from './takes.service.js';

/** When a session has ended: closes its programme and opens what was recorded as its replay, under the same address. */
@Injectable()
export class Recordings implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly rooms: LiveRooms,
    private readonly states: SessionStates,
    private readonly boards: SessionBoards,
    private readonly takes: Takes,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.ledger.subscribe('session.ended', 'recording', async (tx, { sessionId }) => {
      if (sessionId) await this.finish(tx, sessionId);
    });
  }

  /** Safe to repeat: ending an ended programme answers the same summary. */
  private async finish(tx: Tx, sessionId: string): Promise<void> {
    const { segments, durationMs } = await this.rooms.endProgramme(sessionId);
    await this.takes.flushed();
    if (segments === 0) return; // Nothing was ever on air: the session stays "ended", without a replay.
    await tx.manager.upsert(
      Recording,
      {
        sessionId,
        prefix: streamPrefix(sessionId),
        durationMs: Math.max(1, Math.round(durationMs)),
        segments,
        finishedAt: this.clock.now(),
      },
      ['sessionId'],
    );
    await this.states.openReplay(tx, sessionId);
    tx.afterCommit(() => this.boards.markDirty(sessionId));
  }
}
