import { Injectable } from '@nestjs/common';
import { Ledger } from '../../activity/ledger.js';
import type { Scene, SceneRequest, SceneSource, StageView } from '../../contracts/stage.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { type HeldStage, holdStage } from '../stage-holding.js';
import { StageNews } from '../stage-news.service.js';
import { Stage } from './stage.entity.js';

/** What the director does with the programme: the scene, the names on it, the rehearsal. */
@Injectable()
export class Scenes {
  constructor(
    private readonly transactions: Transactions,
    private readonly ledger: Ledger,
    private readonly news: StageNews,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `scene.source_missing`, `request.invalid` */
  async choose(actor: Actor, sessionId: string, { scene, strip }: SceneRequest): Promise<StageView> {
    if (scene) refuseOdd(scene);
    await this.transactions.run(actor, async (tx) => {
      const stage = await holdStage(tx, sessionId);
      for (const source of scene?.sources ?? []) await refuseForeign(tx, stage, source);
      const change = { ...(scene !== undefined && { scene }), ...(typeof strip === 'boolean' && { strip }) };
      if (Object.keys(change).length > 0) await tx.manager.update(Stage, { sessionId }, change);
    });
    return this.news.changed(sessionId);
  }

  /** Everything as if on air, and nobody but the stage sees it. @throws AppError `session.wrong_state` once it is live */
  async rehearse(actor: Actor, sessionId: string, on: boolean): Promise<StageView> {
    await this.transactions.run(actor, async (tx) => {
      const stage = await holdStage(tx, sessionId);
      if (on && stage.state === 'live') throw new AppError('session.wrong_state');
      if (stage.rehearsing === on) return;
      await this.setRehearsing(tx, stage, on);
    });
    return this.news.changed(sessionId);
  }

  /** The session begins in earnest. */
  async endRehearsal(tx: Tx, sessionId: string): Promise<void> {
    const stage = await holdStage(tx, sessionId);
    if (stage.rehearsing) await this.setRehearsing(tx, stage, false);
  }

  private async setRehearsing(tx: Tx, { sessionId, path }: HeldStage, on: boolean): Promise<void> {
    await tx.manager.update(Stage, { sessionId }, { rehearsingSince: on ? this.clock.now() : null });
    await this.ledger.record(tx, { verb: on ? 'rehearsal.started' : 'rehearsal.ended', sessionId, path });
  }
}

function refuseOdd({ layout, sources }: Scene): void {
  const enough = layout === 'single' ? sources.length === 1 : sources.length === 2;
  if (!enough) throw new AppError('request.invalid', { fields: [{ path: 'scene.sources', rule: 'length' }] });
}

/** A source names somebody or something of this stage, and nothing else. */
async function refuseForeign(tx: Tx, { sessionId }: HeldStage, source: SceneSource): Promise<void> {
  const { kind, participantId, materialId } = source;
  if (kind === 'encoder') return;
  const [table, id] = kind === 'material' ? ['stage_material', materialId] : ['stage_participant', participantId];
  const [found] = await tx.query(`SELECT 1 FROM ${table} WHERE id = $1 AND session_id = $2 AND removed_at IS NULL`, [
    id ?? null,
    sessionId,
  ]);
  if (!found) throw new AppError('scene.source_missing');
}
