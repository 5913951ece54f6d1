import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { OnAirState } from '../contracts/vocabulary.js';
import { SessionStates } from '../events/session-states.service.js';
import { sameChoice } from '../rooms/live-room.js';
import { LiveRooms } from '../rooms/live-rooms.service.js';
import { chooseProgramme } from './programme-choice.js';

const RETRY_MS = 1_000;
/** Also without news the wanted and the real state are compared this often. */
const COMPARE_MS = 15_000;

interface Wanted {
  onAir: OnAirState;
  /** Ensures one reconciliation at a time, and one more when something changed meanwhile. */
  running: boolean;
  again: boolean;
}

/**
 * Keeps what the media node does equal to what the sessions are: for each live session an open room, an open programme
 * and the right sources on air. It compares states rather than following events, so that a start, a track that comes
 * and goes, a rebuilt room and a restarted server all end in the same place.
 */
@Injectable()
export class Director implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Director.name);
  private readonly wanted = new Map<string, Wanted>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private comparing: NodeJS.Timeout | null = null;

  constructor(
    private readonly states: SessionStates,
    private readonly rooms: LiveRooms,
  ) {
    rooms.onChange((room) => {
      if (this.wanted.has(room.sessionId)) this.reconcile(room.sessionId);
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.readSessions();
    this.comparing = setInterval(() => {
      this.readSessions().catch((error: unknown) => this.logger.warn(`Live sessions not read: ${String(error)}`));
    }, COMPARE_MS).unref();
  }

  onApplicationShutdown(): void {
    if (this.comparing) clearInterval(this.comparing);
    for (const timer of this.timers) clearTimeout(timer);
    this.wanted.clear();
  }

  /** Call after the commit that changed what is wanted. */
  setOnAir(sessionId: string, onAir: OnAirState): void {
    const known = this.wanted.get(sessionId);
    if (known) known.onAir = onAir;
    else this.wanted.set(sessionId, { onAir, running: false, again: false });
    this.reconcile(sessionId);
  }

  /** The session has ended: nothing is wanted of the media node any more; the recording's job closes the programme. */
  release(sessionId: string): void {
    this.wanted.delete(sessionId);
  }

  private async readSessions(): Promise<void> {
    const live = await this.states.liveNow();
    for (const { id, onAir } of live) this.setOnAir(id, onAir);
    const ids = new Set(live.map(({ id }) => id));
    for (const id of this.wanted.keys()) if (!ids.has(id)) this.release(id);
  }

  private reconcile(sessionId: string): void {
    const wanted = this.wanted.get(sessionId);
    if (!wanted) return;
    if (wanted.running) {
      wanted.again = true;
      return;
    }
    wanted.running = true;
    wanted.again = false;
    this.apply(sessionId, wanted)
      .then(
        () => wanted.again,
        (error: unknown) => {
          this.logger.warn(`Programme of ${sessionId} not applied, it will be tried again: ${String(error)}`);
          this.later(() => this.reconcile(sessionId));
          return false;
        },
      )
      .then((again) => {
        wanted.running = false;
        if (again) this.reconcile(sessionId);
      });
  }

  /** WebRTC viewers get their picture even where the broadcast cannot be written (a full disk): the error comes last. */
  private async apply(sessionId: string, wanted: Wanted): Promise<void> {
    const room = await this.rooms.open(sessionId);
    const broadcast = await this.rooms.openProgramme(sessionId).then(
      () => null,
      (error: unknown) => error,
    );
    if (this.wanted.get(sessionId) !== wanted) return;
    const choice = chooseProgramme(room.stageTracks(), wanted.onAir);
    if (!sameChoice(choice, room.choice)) await this.rooms.choose(sessionId, choice);
    if (broadcast) throw broadcast;
  }

  private later(work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, RETRY_MS);
    this.timers.add(timer);
  }
}
