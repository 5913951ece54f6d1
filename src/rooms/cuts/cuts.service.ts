import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { CutRequest, LiftCutRequest } from '../../contracts/cut.contract.js';
import { SessionCuts } from '../../events/sessions/session-cuts.service.js';
import type { Actor } from '../../infra/actor.js';
import { patiently } from '../../infra/database/patience.js';
import { IdempotentCommands } from '../../infra/idempotency.js';
import { LiveRooms } from '../live-rooms.service.js';
import { ReplayEdits } from '../replay/replay-edits.service.js';
import { ReplayExports } from '../replay/replay-exports.service.js';
import { SessionBoards } from '../session-boards.service.js';
import { StreamRules } from '../streams/stream-rules.service.js';

/**
 * One-key cut: dark everywhere at once. The origin refuses, what WebRTC viewers receive is closed, everybody's player is
 * told, and the programme carries nothing until the cut is lifted. What was recorded until then is the evidence and
 * stays as it is; while the session is cut nothing is broadcast, hence nothing is written either.
 */
@Injectable()
export class Cuts implements OnModuleInit {
  constructor(
    private readonly cuts: SessionCuts,
    private readonly commands: IdempotentCommands,
    private readonly rooms: LiveRooms,
    private readonly rules: StreamRules,
    private readonly boards: SessionBoards,
    private readonly edits: ReplayEdits,
    private readonly exports: ReplayExports,
  ) {}

  /** Before anything is put on air. */
  async onModuleInit(): Promise<void> {
    this.rooms.keepCut(await patiently(() => this.cuts.open()));
  }

  /** @throws AppError `session.wrong_state`, `session.cut_already` */
  async cut(actor: Actor, sessionId: string, request: CutRequest, key: string | undefined): Promise<void> {
    const lastSegment = await this.rules.lastSegment(sessionId);
    await this.commands.run(actor, { key, scope: `stage.cut:${sessionId}`, request }, async (tx) => {
      await this.cuts.cut(tx, sessionId, request.reason, lastSegment);
      tx.afterCommit(() => this.tell(sessionId));
      tx.afterCommit(() => this.rooms.cut(sessionId));
      return null;
    });
  }

  /** @throws AppError `session.not_cut`, `request.invalid` */
  async lift(actor: Actor, sessionId: string, request: LiftCutRequest, key: string | undefined): Promise<void> {
    const from = request.withdrawFrom ? new Date(request.withdrawFrom) : null;
    await this.commands.run(actor, { key, scope: `stage.lift_cut:${sessionId}`, request }, async (tx) => {
      await this.cuts.lift(tx, sessionId, from, request.note ?? '');
      await this.edits.measure(tx, sessionId);
      await this.exports.supersede(tx, sessionId);
      tx.afterCommit(() => this.tell(sessionId));
      tx.afterCommit(() => this.rooms.lift(sessionId));
      return null;
    });
  }

  /** The origin, and the board for those without a socket: neither waits for the media node. */
  private tell(sessionId: string): void {
    this.rules.forget(sessionId);
    this.boards.refresh(sessionId).catch(() => this.boards.markDirty(sessionId));
  }
}
