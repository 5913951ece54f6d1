import { Injectable } from '@nestjs/common';
import type { StageView } from '../contracts/stage.contract.js';
import { SessionStates } from '../events/sessions/session-states.service.js';
import type { Actor } from '../infra/actor.js';
import type { Tx } from '../infra/database/transactions.js';
import { IdempotentCommands } from '../infra/idempotency.js';
import { Director } from './director.service.js';
import { Scenes } from './programme/scenes.service.js';
import { StageNews } from './stage-news.service.js';

type Command = 'start' | 'pause' | 'resume' | 'end';

/** Running a session: start, pause, resume, end. */
@Injectable()
export class StageService {
  constructor(
    private readonly states: SessionStates,
    private readonly scenes: Scenes,
    private readonly commands: IdempotentCommands,
    private readonly director: Director,
    private readonly news: StageNews,
  ) {}

  /** @throws AppError `session.wrong_state` */
  async command(actor: Actor, sessionId: string, command: Command, key: string | undefined): Promise<StageView> {
    await this.commands.run(
      actor,
      { key, scope: `stage.${command}:${sessionId}`, request: null },
      async (tx: Tx): Promise<null> => {
        await this.states[command](tx, sessionId);
        if (command === 'start') await this.scenes.endRehearsal(tx, sessionId);
        if (command === 'end') tx.afterCommit(() => this.director.release(sessionId));
        return null;
      },
    );
    return this.news.changed(sessionId);
  }
}
