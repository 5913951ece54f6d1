import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Metrics } from '../../infra/metrics.js';

const MINUTE = 60_000;
const PER_ACTOR = 30;
const IN_ALL = 600;

/** How many refusals a minute the audit keeps: who asks a thousand times must neither fill it nor slow others down. */
@Injectable()
export class RefusalLimit {
  private readonly counts = new Map<string, number>();
  private readonly dropped: Counter;
  private minute = 0;
  private total = 0;

  constructor(
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.dropped = metrics.counter(
      'yunqiao_audit_refusals_dropped_total',
      'Refused acts beyond what the audit keeps per minute',
      [],
    );
  }

  allows(actor: Actor): boolean {
    this.turn();
    const key = actor.accountId ?? actor.address ?? 'unknown';
    const count = this.counts.get(key) ?? 0;
    if (count >= PER_ACTOR || this.total >= IN_ALL) {
      this.dropped.inc();
      return false;
    }
    this.counts.set(key, count + 1);
    this.total += 1;
    return true;
  }

  private turn(): void {
    const minute = Math.floor(this.clock.now().getTime() / MINUTE);
    if (minute === this.minute) return;
    this.minute = minute;
    this.total = 0;
    this.counts.clear();
  }
}
