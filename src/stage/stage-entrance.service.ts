import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { EnterStageAnswer, EnterStageRequest } from '../contracts/stage.contract.js';
import { SessionStates } from '../events/sessions/session-states.service.js';
import type { Actor } from '../infra/actor.js';
import { Publishing } from '../rooms/publishing.service.js';
import { HandLists } from './people/hands.read-model.js';
import { StageAccess } from './stage-access.service.js';
import { StageViews } from './stage-views.service.js';

/** Opening a studio: the right to be there, and everything that its page begins with. */
@Injectable()
export class StageEntrance {
  constructor(
    private readonly states: SessionStates,
    private readonly access: StageAccess,
    private readonly publishing: Publishing,
    private readonly views: StageViews,
    private readonly hands: HandLists,
  ) {}

  /** @throws AppError `access.*`, `session.not_found`, `stage.*` */
  async enter(
    actor: Actor,
    sessionId: string,
    request: EnterStageRequest,
    response: Response,
  ): Promise<EnterStageAnswer> {
    await this.states.status(sessionId);
    const admitted = await this.access.admit(actor, sessionId, request, response);
    const rtpCapabilities = await this.publishing.capabilities(sessionId);
    const view = await this.views.view(sessionId);
    const hands = admitted.you.role === 'host' ? await this.hands.open(sessionId) : [];
    return { ...view, ...admitted, hands, rtpCapabilities };
  }
}
