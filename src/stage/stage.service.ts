import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { EnterStageAnswer, StageView } from '../contracts/stage.contract.js';
import type { OnAirState } from '../contracts/vocabulary.js';
import { SessionStates } from '../events/sessions/session-states.service.js';
import type { Actor } from '../infra/actor.js';
import type { Tx } from '../infra/database/transactions.js';
import { IdempotentCommands } from '../infra/idempotency.js';
import { Director } from './director.service.js';
import { StageAccess } from './stage-access.service.js';
import { StageViews } from './stage-views.service.js';

type Command = 'start' | 'pause' | 'resume' | 'end';

/** What is wanted of the programme after each command; null: nothing any more. */
const ON_AIR_AFTER: Record<Command, OnAirState | null> = { start: 'on', pause: 'paused', resume: 'on', end: null };

/** Running a session: the host enters by a signed link, starts, pauses, resumes and ends it. */
@Injectable()
export class StageService {
  constructor(
    private readonly access: StageAccess,
    private readonly states: SessionStates,
    private readonly commands: IdempotentCommands,
    private readonly director: Director,
    private readonly views: StageViews,
  ) {}

  /** @throws AppError `access.*`, `session.not_found` */
  async enter(
    actor: Actor,
    sessionId: string,
    link: string | undefined,
    response: Response,
  ): Promise<EnterStageAnswer> {
    await this.states.status(sessionId);
    const admission = await this.access.admit(actor, sessionId, link, response);
    return { ...(await this.views.view(sessionId)), ...admission };
  }

  /** @throws AppError `session.wrong_state` */
  async command(actor: Actor, sessionId: string, command: Command, key: string | undefined): Promise<StageView> {
    await this.commands.run(
      actor,
      { key, scope: `stage.${command}:${sessionId}`, request: null },
      async (tx: Tx): Promise<null> => {
        await this.states[command](tx, sessionId);
        tx.afterCommit(() => this.apply(sessionId, ON_AIR_AFTER[command]));
        return null;
      },
    );
    return this.views.publish(sessionId);
  }

  private async apply(sessionId: string, onAir: OnAirState | null): Promise<void> {
    if (onAir) this.director.setOnAir(sessionId, onAir);
    else await this.director.release(sessionId);
  }
}
