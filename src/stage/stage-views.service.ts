import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import type { StageView } from '../contracts/stage.contract.js';
import { SessionBoards } from '../rooms/session-boards.service.js';
import { SessionPages } from '../rooms/session-pages.read-model.js';
import { StageStates } from './programme/stage-states.read-model.js';
import { StageTracks } from './stage-tracks.service.js';

/** What a studio shows. */
@Injectable()
export class StageViews {
  constructor(
    private readonly pages: SessionPages,
    private readonly boards: SessionBoards,
    private readonly stages: StageStates,
    private readonly tracks: StageTracks,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws AppError `session.not_found` */
  async view(sessionId: string): Promise<StageView> {
    const [session, board, stage] = await Promise.all([
      this.pages.page(sessionId),
      this.boards.refresh(sessionId),
      this.stages.of(sessionId),
    ]);
    const present = this.tracks.present(sessionId);
    return {
      session,
      board,
      ...this.tracks.of(sessionId),
      ...this.tracks.outcomes(sessionId, stage.materials),
      people: stage.people.map((person) => ({ ...person, present: present.has(person.id) })),
      materials: stage.materials.map(({ path: _path, ...material }) => material),
      scene: stage.scene,
      strip: stage.strip,
      rehearsing: stage.air === 'rehearsal',
      limits: { ...this.config.stage },
    };
  }
}
