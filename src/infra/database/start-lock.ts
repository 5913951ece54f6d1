import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { SYSTEM_ACTOR } from '../actor.js';
import { patiently } from './patience.js';
import { Transactions, type Tx } from './transactions.js';

const START_LOCK = 7_326_003;
const LOOK_AGAIN_MS = 100;

/**
 * What servers write when they start (partitions, the network, texts, the demo): one server at a time, however many are
 * started at the same instant. Whoever comes second finds the rows of the first and has nothing left to write.
 */
@Injectable()
export class StartLock {
  constructor(private readonly transactions: Transactions) {}

  /** One transaction under the lock, tried again where the database is slow. It is asked for again and again: waiting for it in SQL would meet a time limit. */
  async alone<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (;;) {
      const turn = await patiently(() =>
        this.transactions.run(SYSTEM_ACTOR, async (tx) => {
          const [lock] = await tx.query<{ held: boolean }>(`SELECT pg_try_advisory_xact_lock($1) AS held`, [
            START_LOCK,
          ]);
          return lock?.held ? { result: await work(tx) } : null;
        }),
      );
      if (turn) return turn.result;
      await wait(LOOK_AGAIN_MS);
    }
  }
}
