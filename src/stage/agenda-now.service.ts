import { Injectable } from '@nestjs/common';
import type { StageView } from '../contracts/stage.contract.js';
import { Agendas } from '../events/agenda/agendas.service.js';
import type { Actor } from '../infra/actor.js';
import { StageNews } from './stage-news.service.js';

/** Showing an agenda item (正在推介): viewers and studios hear of it at once. */
@Injectable()
export class AgendaNow {
  constructor(
    private readonly agendas: Agendas,
    private readonly news: StageNews,
  ) {}

  /** @param itemId null takes off what is shown. @throws AppError `session.wrong_state`, `agenda.item_not_found` */
  async show(actor: Actor, sessionId: string, itemId: string | null): Promise<StageView> {
    await this.agendas.show(actor, sessionId, itemId);
    return this.news.changed(sessionId);
  }
}
