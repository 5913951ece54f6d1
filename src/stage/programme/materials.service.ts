import { Injectable } from '@nestjs/common';
import type { MaterialRequest, StageMaterial, StageView } from '../../contracts/stage.contract.js';
import { type Actor, hasCapability, hasRight } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import type { Upload } from '../../infra/http/upload.js';
import { newId } from '../../infra/id.js';
import { Files } from '../../infra/storage/files.service.js';
import { Participants } from '../people/participants.service.js';
import { type HeldStage, holdStage } from '../stage-holding.js';
import { StageNews } from '../stage-news.service.js';
import { StageMaterialRow } from './stage-material.entity.js';
import { StagePage } from './stage-page.entity.js';

const MOST = 30;

/** Slides, pictures and videos of a stage: brought by the hosts or by a speaker, turned by whoever speaks. */
@Injectable()
export class Materials {
  constructor(
    private readonly transactions: Transactions,
    private readonly participants: Participants,
    private readonly files: Files,
    private readonly news: StageNews,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `material.limit_reached`, `request.invalid` for slides without a number of pages */
  async add(actor: Actor, sessionId: string, request: MaterialRequest): Promise<StageMaterial> {
    const { kind, title } = request;
    const loop = request.loop ?? false;
    const pages = kind === 'slides' ? request.pages : 1;
    if (!pages) throw new AppError('request.invalid', { fields: [{ path: 'pages', rule: 'isDefined' }] });
    const added = await this.transactions.run(actor, async (tx) => {
      const stage = await holdStage(tx, sessionId);
      const here = await tx.query(`SELECT 1 FROM stage_material WHERE session_id = $1 AND removed_at IS NULL`, [
        sessionId,
      ]);
      if (here.length >= MOST) throw new AppError('material.limit_reached');
      const ownerId = runs(actor, stage) ? null : (await this.participants.own(tx, stage)).id;
      const row = { id: newId(), sessionId, ownerId, kind, title, pages, page: 1, loop };
      await tx.manager.insert(StageMaterialRow, { ...row, createdAt: this.clock.now() });
      return row;
    });
    await this.news.changed(sessionId);
    const { sessionId: _of, ...material } = added;
    return { ...material, uploaded: 0 };
  }

  /** A page that is there already is replaced. @throws AppError `file.*`, `material.*` */
  async upload(actor: Actor, sessionId: string, id: string, page: number, upload: Upload): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const { material, stage } = await this.hold(tx, sessionId, id);
      await this.refuseStranger(tx, stage, material);
      if (page < 1 || page > material.pages) throw new AppError('material.page_not_found');
      const purpose = material.kind === 'clip' ? ('stage_clip' as const) : ('stage_page' as const);
      const file = await this.files.store(tx, { purpose, ...upload, ownerPath: stage.path });
      const before = await tx.manager.findOneBy(StagePage, { materialId: id, page });
      await tx.manager.upsert(StagePage, { materialId: id, page, fileId: file.id }, ['materialId', 'page']);
      if (before) await this.files.remove(tx, before.fileId);
    });
    await this.news.changed(sessionId);
  }

  /** @throws AppError `material.page_not_found` for one that is not there (yet) */
  async turn(actor: Actor, sessionId: string, id: string, page: number): Promise<StageView> {
    await this.transactions.run(actor, async (tx) => {
      const { material, stage } = await this.hold(tx, sessionId, id);
      await this.refuseOthersHand(tx, stage, material);
      if (!(await tx.manager.existsBy(StagePage, { materialId: id, page }))) {
        throw new AppError('material.page_not_found');
      }
      await tx.manager.update(StageMaterialRow, { id }, { page });
    });
    return this.news.changed(sessionId);
  }

  async remove(actor: Actor, sessionId: string, id: string): Promise<StageView> {
    await this.transactions.run(actor, async (tx) => {
      const { material, stage } = await this.hold(tx, sessionId, id);
      await this.refuseStranger(tx, stage, material);
      await tx.manager.update(StageMaterialRow, { id }, { removedAt: this.clock.now() });
      const pages = await tx.manager.findBy(StagePage, { materialId: id });
      await tx.manager.delete(StagePage, { materialId: id });
      for (const { fileId } of pages) await this.files.remove(tx, fileId);
    });
    return this.news.changed(sessionId);
  }

  /** @throws AppError `session.*`, `material.not_found` */
  private async hold(tx: Tx, sessionId: string, id: string): Promise<{ stage: HeldStage; material: StageMaterialRow }> {
    const stage = await holdStage(tx, sessionId);
    const material = await tx.manager.findOneBy(StageMaterialRow, { id, sessionId });
    if (!material || material.removedAt) throw new AppError('material.not_found');
    return { stage, material };
  }

  /** Only who brought it changes it, and the hosts. */
  private async refuseStranger(tx: Tx, stage: HeldStage, { ownerId }: StageMaterialRow): Promise<void> {
    if (runs(tx.actor, stage)) return;
    const own = await this.participants.own(tx, stage);
    if (ownerId !== own.id) throw new AppError('access.denied');
  }

  /** What the organisers brought is turned by whoever stands on stage, what a speaker brought by that speaker. */
  private async refuseOthersHand(tx: Tx, stage: HeldStage, material: StageMaterialRow): Promise<void> {
    if (runs(tx.actor, stage)) return;
    const own = await this.participants.own(tx, stage);
    const mayTurn = material.ownerId === own.id || (material.ownerId === null && own.place === 'on_stage');
    if (!mayTurn) throw new AppError('access.denied');
  }
}

function runs(actor: Actor, { sessionId, path }: HeldStage): boolean {
  return hasCapability(actor, 'host', sessionId) || hasRight(actor, 'stage.run', path);
}
