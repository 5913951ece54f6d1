import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { OnAirState } from '../contracts/vocabulary.js';
import { SessionStates } from '../events/sessions/session-states.service.js';
import { NOTHING_ON_AIR, sameChoice } from '../rooms/live-room.js';
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
  /** Counts what hosts commanded, so that an older reading of the database is recognised as such. */
  private commands = 0;

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
    this.commands += 1;
    this.want(sessionId, onAir);
  }

  /** The session has ended: it is dark at once; the recording's job closes the programme. */
  async release(sessionId: string): Promise<void> {
    this.commands += 1;
    this.wanted.delete(sessionId);
    await this.rooms.choose(sessionId, NOTHING_ON_AIR);
  }

  private want(sessionId: string, onAir: OnAirState): void {
    const known = this.wanted.get(sessionId);
    if (known) known.onAir = onAir;
    else this.wanted.set(sessionId, { onAir, running: false, again: false });
    this.reconcile(sessionId);
  }

  private async readSessions(): Promise<void> {
    const before = this.commands;
    const live = await this.states.liveNow();
    // A host's command came in between: what was read may be older than it.
    if (this.commands !== before) return this.readSessions();
    for (const { id, onAir } of live) this.want(id, onAir);
    const ids = new Set(live.map(({ id }) => id));
    for (const id of this.wanted.keys()) if (!ids.has(id)) this.wanted.delete(id);
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
    if (this.wanted.get(sessionId) !== wanted) return;
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
