import { Injectable } from '@nestjs/common';
import type { HallView } from '../../contracts/summary.contract.js';
import { Clock } from '../../infra/clock.js';
import { HallReader } from './hall.read-model.js';

const KEPT_MS = 5_000;
const MOST_KEPT = 200;

type Kept = { at: number; view: Promise<Omit<HallView, 'at'>> };

/** What halls show; asked of the database once in five seconds for each event, however many screens there are. */
@Injectable()
export class HallScreens {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly reader: HallReader,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `event.not_found` */
  async of(eventId: string): Promise<HallView> {
    const now = this.clock.now();
    const known = this.kept.get(eventId);
    const isFresh = known !== undefined && now.getTime() - known.at < KEPT_MS;
    const view = isFresh ? known.view : this.read(eventId, now);
    return { ...(await view), at: now.toISOString() };
  }

  private read(eventId: string, now: Date): Kept['view'] {
    const view = this.reader.of(eventId, now);
    this.kept.delete(eventId);
    this.kept.set(eventId, { at: now.getTime(), view });
    // A failure is not kept: the next screen asks again.
    view.catch(() => this.kept.delete(eventId));
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    return view;
  }
}
