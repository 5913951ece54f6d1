import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Ledger } from '../activity/ledger.js';
import { Jobs } from '../infra/jobs.js';
import { RecordedProgramme } from './recorded-programme.service.js';
import { ReplayOpening } from './replay-opening.service.js';

/** When a session has ended: closes its programme and opens what was recorded as its replay, under the same address. */
@Injectable()
export class Recordings implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly jobs: Jobs,
    private readonly programme: RecordedProgramme,
    private readonly replay: ReplayOpening,
  ) {}

  onModuleInit(): void {
    this.ledger.subscribe('session.ended', 'recording', {
      prepare: async ({ sessionId }) => (sessionId ? this.programme.finish(sessionId) : null),
      handler: async (tx, _fact, finished) => {
        if (finished) await this.replay.open(tx, finished);
      },
    });
    // Whatever kept a recording from being finished (a full disk, a job that gave up) is made good here.
    this.jobs.handle('recordings.catch_up', {
      cron: '*/5 * * * *',
      prepare: () => this.programme.finishForgotten(),
      handler: async (tx, _data, finished) => {
        for (const one of finished) await this.replay.open(tx, one);
      },
    });
  }
}
