import { Injectable } from '@nestjs/common';
import { SessionStates } from '../events/sessions/session-states.service.js';
import { Clock } from '../infra/clock.js';
import type { Tx } from '../infra/database/transactions.js';
import { streamPrefix } from './live-rooms.service.js';
import type { Finished } from './recorded-programme.service.js';
import { Recording } from './recording.entity.js';
import { ReplayEdits } from './replay/replay-edits.service.js';
import { SessionBoards } from './session-boards.service.js';
import { StreamRules } from './streams/stream-rules.service.js';

/** The database's side: the recording's row and the session's move to `replay`. */
@Injectable()
export class ReplayOpening {
  constructor(
    private readonly states: SessionStates,
    private readonly boards: SessionBoards,
    private readonly clock: Clock,
    private readonly edits: ReplayEdits,
    private readonly rules: StreamRules,
  ) {}

  async open(tx: Tx, { sessionId, segments, durationMs }: Finished): Promise<void> {
    if (segments === 0) return; // Nothing was ever on air: the session stays "ended", without a replay.
    const finishedAt = this.clock.now();
    const prefix = streamPrefix(sessionId);
    const row = { sessionId, prefix, durationMs: Math.max(1, Math.round(durationMs)), segments, finishedAt };
    await tx.manager.upsert(Recording, row, ['sessionId']);
    await this.states.openReplay(tx, sessionId);
    await this.edits.measure(tx, sessionId);
    tx.afterCommit(() => this.rules.forget(sessionId));
    tx.afterCommit(() => this.boards.markDirty(sessionId));
  }
}
