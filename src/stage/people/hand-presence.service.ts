import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { SYSTEM_ACTOR } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions } from '../../infra/database/transactions.js';
import { SocketHub } from '../../infra/socket/socket-hub.js';
import { personChannel } from '../../rooms/channels.js';
import { HandNews } from './hand-news.service.js';
import type { HandOwner } from './hands.read-model.js';
import { Hands } from './hands.service.js';

/** How long a hand stays up without its page: a reload takes seconds, and browsers let hidden pages ask once a minute. */
const GRACE_MS = 90_000;
const SWEEP_MS = 15_000;

/** Lowers the hands of those who have gone: a host who called them would wait for nobody. */
@Injectable()
export class HandPresence implements OnApplicationShutdown {
  private readonly logger = new Logger(HandPresence.name);
  /** When somebody with a raised hand was noticed last. After a restart everybody has the whole time to come back. */
  private lastSeen = new Map<string, number>();
  private readonly timer = setInterval(() => void this.sweep(), SWEEP_MS).unref();

  constructor(
    private readonly transactions: Transactions,
    private readonly hands: Hands,
    private readonly news: HandNews,
    private readonly hub: SocketHub,
    private readonly clock: Clock,
  ) {}

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  seen(sessionId: string, personId: string): void {
    this.lastSeen.set(personChannel(sessionId, personId), this.clock.now().getTime());
  }

  /** While the database is away nobody is judged. */
  async sweep(): Promise<void> {
    try {
      const gone = this.notice(await this.news.owners());
      for (const owner of gone) await this.lower(owner);
    } catch (error) {
      this.logger.warn(`Raised hands not looked after: ${String(error)}`);
    }
  }

  /** @returns who has been away for too long */
  private notice(owners: HandOwner[]): HandOwner[] {
    const now = this.clock.now().getTime();
    const before = this.lastSeen;
    const channels = owners.map(({ sessionId, personId }) => personChannel(sessionId, personId));
    const isHere = (channel: string): boolean => this.hub.socketsIn(channel).length > 0;
    this.lastSeen = new Map(channels.map((channel) => [channel, isHere(channel) ? now : (before.get(channel) ?? now)]));
    return owners.filter((_, i) => now - (this.lastSeen.get(channels[i] ?? '') ?? now) >= GRACE_MS);
  }

  private async lower({ sessionId, personId }: HandOwner): Promise<void> {
    await this.transactions.run(SYSTEM_ACTOR, (tx) => this.hands.lower(tx, sessionId, personId));
    await this.news.changed(sessionId, personId);
  }
}
