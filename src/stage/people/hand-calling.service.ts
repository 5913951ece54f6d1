import { Injectable } from '@nestjs/common';
import type { RaisedHand } from '../../contracts/stage.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions } from '../../infra/database/transactions.js';
import { HandNews } from './hand-news.service.js';
import { HandLists } from './hands.read-model.js';
import { Hands } from './hands.service.js';

/** What hosts do with raised hands. */
@Injectable()
export class HandCalling {
  constructor(
    private readonly transactions: Transactions,
    private readonly hands: Hands,
    private readonly lists: HandLists,
    private readonly news: HandNews,
  ) {}

  list(sessionId: string): Promise<RaisedHand[]> {
    return this.lists.open(sessionId);
  }

  async settle(actor: Actor, sessionId: string, id: string, command: 'call' | 'dismiss'): Promise<RaisedHand[]> {
    const personId = await this.transactions.run(actor, (tx) => this.hands[command](tx, sessionId, id));
    await this.news.changed(sessionId, personId);
    return this.lists.open(sessionId);
  }
}
