import { Injectable } from '@nestjs/common';
import type { ReplayEditRequest } from '../../contracts/replay.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions } from '../../infra/database/transactions.js';
import { SessionBoards } from '../session-boards.service.js';
import { StreamRules } from '../streams/stream-rules.service.js';
import { ReplayEdits } from './replay-edits.service.js';
import { ReplayExports } from './replay-exports.service.js';

/** What staff do with a replay. */
@Injectable()
export class Replays {
  constructor(
    private readonly transactions: Transactions,
    private readonly edits: ReplayEdits,
    private readonly exports: ReplayExports,
    private readonly rules: StreamRules,
    private readonly boards: SessionBoards,
  ) {}

  /** @throws AppError `session.wrong_state`, `replay.trim_refused` */
  async edit(actor: Actor, sessionId: string, request: ReplayEditRequest): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      if (await this.edits.change(tx, sessionId, request)) await this.exports.supersede(tx, sessionId);
      tx.afterCommit(() => {
        this.rules.forget(sessionId);
        this.boards.markDirty(sessionId);
      });
    });
  }

  /** @throws AppError see `ReplayExports.request` */
  async export(actor: Actor, sessionId: string, cutId: string | null): Promise<void> {
    await this.transactions.run(actor, (tx) => this.exports.request(tx, sessionId, cutId));
  }
}
