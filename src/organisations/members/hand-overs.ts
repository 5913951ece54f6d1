import { Injectable } from '@nestjs/common';
import type { Tx } from '../../infra/database/transactions.js';

/** Something for which one member is responsible: events, booths, appeals. */
export interface HandOver {
  name: string;
  /** How many of them the account has at that organisation. */
  count: (accountId: string, organisationId: string) => Promise<number>;
  /** Gives all of them to another account. */
  move: (tx: Tx, fromAccountId: string, toAccountId: string, organisationId: string) => Promise<void>;
}

/** What must not be left behind when staff leave; each room registers its own, before the server starts. */
@Injectable()
export class HandOvers {
  private readonly handOvers: HandOver[] = [];

  register(handOver: HandOver): void {
    if (this.handOvers.some(({ name }) => name === handOver.name)) {
      throw new Error(`Hand-over ${handOver.name} is registered twice`);
    }
    this.handOvers.push(handOver);
  }

  async count(accountId: string, organisationId: string): Promise<number> {
    const counts = await Promise.all(this.handOvers.map(({ count }) => count(accountId, organisationId)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async move(tx: Tx, fromAccountId: string, toAccountId: string, organisationId: string): Promise<void> {
    for (const { move } of this.handOvers) await move(tx, fromAccountId, toAccountId, organisationId);
  }
}
