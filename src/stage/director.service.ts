import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { patiently } from '../infra/database/patience.js';
import { isUnavailable } from '../infra/errors.js';
import { type LiveRoom, NOTHING_ON_AIR } from '../rooms/live-room.js';
import { LiveRooms } from '../rooms/live-rooms.service.js';
import { Airing } from './programme/airing.service.js';
import { type StageState, StageStates } from './programme/stage-states.read-model.js';

const RETRY_MS = 1_000;
/** Also without news the wanted and the real state are compared this often. */
const COMPARE_MS = 15_000;

interface Followed {
  /** As read last; what counts while the database is away. */
  stage: StageState | null;
  /** Ensures one reconciliation at a time, and one more when something changed meanwhile. */
  running: Promise<void> | null;
  again: boolean;
}

/**
 * Keeps what the media node does equal to what the stages are: for each live session an open room, an open programme and
 * the right sources on air; for a rehearsal the same without the programme. It compares states rather than following
 * events, so that a start, a track that comes and goes, a person brought on, a rebuilt room and a restarted server all
 * end in the same place.
 */
@Injectable()
export class Director implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Director.name);
  private readonly followed = new Map<string, Followed>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private comparing: NodeJS.Timeout | null = null;

  constructor(
    private readonly stages: StageStates,
    private readonly rooms: LiveRooms,
    private readonly airing: Airing,
  ) {
    rooms.onChange((room) => {
      if (this.followed.has(room.sessionId) || hasPeople(room)) void this.follow(room.sessionId);
    });
  }

  /** The rooms of what is live are open before anybody can come: what encoders send in is known from the first packet. */
  async onApplicationBootstrap(): Promise<void> {
    await patiently(() => this.readSessions());
    this.comparing = setInterval(() => {
      this.readSessions().catch((error: unknown) => this.logger.warn(`Live sessions not read: ${String(error)}`));
    }, COMPARE_MS).unref();
  }

  onApplicationShutdown(): void {
    if (this.comparing) clearInterval(this.comparing);
    for (const timer of this.timers) clearTimeout(timer);
    this.followed.clear();
  }

  /** Call after the commit that changed the stage; resolves when the programme has followed, or will be tried again. */
  async follow(sessionId: string): Promise<void> {
    if (!this.followed.has(sessionId)) this.followed.set(sessionId, { stage: null, running: null, again: false });
    await this.reconcile(sessionId);
  }

  /** The session has ended: it is dark at once; the recording's job closes the programme. */
  async release(sessionId: string): Promise<void> {
    this.followed.delete(sessionId);
    await this.rooms.choose(sessionId, NOTHING_ON_AIR);
    this.airing.close(sessionId);
  }

  private async readSessions(): Promise<void> {
    const ids = new Set(await this.stages.running());
    // What is followed and runs no more is compared once more, and then let go.
    await Promise.all([...new Set([...ids, ...this.followed.keys()])].map((id) => this.follow(id)));
  }

  private reconcile(sessionId: string): Promise<void> {
    const followed = this.followed.get(sessionId);
    if (!followed) return Promise.resolve();
    followed.again = followed.running !== null;
    followed.running ??= this.untilSettled(sessionId, followed).finally(() => {
      followed.running = null;
    });
    return followed.running;
  }

  private async untilSettled(sessionId: string, followed: Followed): Promise<void> {
    do {
      followed.again = false;
      try {
        await this.apply(sessionId, followed);
      } catch (error) {
        this.logger.warn(`Programme of ${sessionId} not applied, it will be tried again: ${String(error)}`);
        this.later(() => void this.reconcile(sessionId));
        return;
      }
    } while (followed.again && this.followed.get(sessionId) === followed);
  }

  private async apply(sessionId: string, followed: Followed): Promise<void> {
    followed.stage = await this.stages.of(sessionId).catch((error: unknown) => {
      if (followed.stage && isUnavailable(error)) return followed.stage;
      throw error;
    });
    const stands = (): boolean => this.followed.get(sessionId) === followed;
    if (!stands()) return;
    await this.airing.apply(sessionId, followed.stage, stands);
    const rests = followed.stage.air === 'off' && !followed.stage.live && !hasPeople(this.rooms.get(sessionId));
    if (rests && !followed.again) this.followed.delete(sessionId);
  }

  private later(work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, RETRY_MS);
    this.timers.add(timer);
  }
}

/** Somebody publishes there, if only backstage. */
function hasPeople(room: LiveRoom | undefined): boolean {
  return (room?.publishedTracks().length ?? 0) > 0;
}
