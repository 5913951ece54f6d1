import { Injectable } from '@nestjs/common';
import type { HallView } from '../../contracts/summary.contract.js';
import { Clock } from '../../infra/clock.js';
import { KeptAnswers } from '../../infra/kept-answers.js';
import { HallReader } from './hall.read-model.js';

const KEPT_MS = 5_000;

/** What halls show; asked of the database once in five seconds for each event, however many screens there are. */
@Injectable()
export class HallScreens {
  private readonly views: KeptAnswers<Omit<HallView, 'at'>>;

  constructor(
    private readonly reader: HallReader,
    private readonly clock: Clock,
  ) {
    this.views = new KeptAnswers(clock, KEPT_MS);
  }

  /** @throws AppError `event.not_found` */
  async of(eventId: string): Promise<HallView> {
    const now = this.clock.now();
    return { ...(await this.views.of(eventId, () => this.reader.of(eventId, now))), at: now.toISOString() };
  }
}
