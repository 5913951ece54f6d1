import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { OwnHand, RaiseHandRequest } from '../../contracts/stage.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { HandAudience } from './hand-audience.service.js';
import { HandNews } from './hand-news.service.js';
import { HandPresence } from './hand-presence.service.js';
import { Hands } from './hands.service.js';

/** A viewer asks to speak, and comes up when a host calls: it takes both. */
@Injectable()
export class HandRaising {
  constructor(
    private readonly transactions: Transactions,
    private readonly hands: Hands,
    private readonly news: HandNews,
    private readonly audience: HandAudience,
    private readonly presence: HandPresence,
  ) {}

  /** Pages whose sockets are blocked ask again and again: that, too, says that somebody is still there. */
  async own({ personId }: Actor, sessionId: string): Promise<OwnHand> {
    const own = await this.news.own(personId, sessionId);
    if (personId && own.state) this.presence.seen(sessionId, personId);
    return own;
  }

  /** @throws AppError `hand.wrong_state`, `hand.on_stage_already`, and what keeps somebody from watching */
  async raise(actor: Actor, sessionId: string, request: RaiseHandRequest, response: Response): Promise<OwnHand> {
    const person = await this.audience.admit(actor, sessionId, response);
    await this.transactions.run(person, (tx) => this.hands.raise(tx, sessionId, person.personId, request));
    return this.news.changed(sessionId, person.personId);
  }

  async lower(actor: Actor, sessionId: string): Promise<OwnHand> {
    const personId = known(actor);
    await this.transactions.run(actor, (tx) => this.hands.lower(tx, sessionId, personId));
    return this.news.changed(sessionId, personId);
  }

  /** What lets them into the studio is left with the browser. */
  async accept(actor: Actor, sessionId: string, response: Response): Promise<OwnHand> {
    const personId = known(actor);
    await this.transactions.run(actor, (tx) => this.hands.accept(tx, sessionId, personId));
    this.audience.letOnStage(actor, sessionId, response);
    return this.news.changed(sessionId, personId);
  }

  async decline(actor: Actor, sessionId: string): Promise<OwnHand> {
    const personId = known(actor);
    await this.transactions.run(actor, (tx) => this.hands.decline(tx, sessionId, personId));
    return this.news.changed(sessionId, personId);
  }
}

function known({ personId }: Actor): string {
  if (!personId) throw new AppError('hand.wrong_state');
  return personId;
}
