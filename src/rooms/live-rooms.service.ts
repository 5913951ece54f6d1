import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Storage } from '../infra/storage/storage.js';
import { SocketHub } from '../infra/socket/socket-hub.js';
import { sessionChannel } from './channels.js';
import { LiveRoom, NOTHING_ON_AIR, type ProgrammeChoice, sameChoice } from './live-room.js';
import { type MediaFact, MediaProvider } from './media.provider.js';

/** Below this folder of the storage each session has its segments and playlists. */
export const STREAMS_FOLDER = 'streams';

/** A room that was found empty for this long is closed; longer than the grace of a tab's broken socket. */
const IDLE_MS = 2 * 60_000;
const SWEEP_MS = 30_000;

export function streamPrefix(sessionId: string): string {
  return `${STREAMS_FOLDER}/${sessionId}`;
}

/** What the director tells beside the sources. */
type Told = Pick<LiveRoom, 'rehearsed' | 'silenced' | 'strip' | 'shot'>;
type ChangeListener = (room: LiveRoom) => void;

/** The rooms in which media runs now: opens and closes them in the media node and keeps what is known about each. */
@Injectable()
export class LiveRooms implements OnApplicationShutdown {
  private readonly logger = new Logger(LiveRooms.name);
  private readonly rooms = new Map<string, LiveRoom>();
  private readonly programmesOpen = new Set<string>();
  private readonly listeners = new Set<ChangeListener>();
  private readonly turns = new Map<string, Promise<unknown>>();
  /** Sessions that were cut (紧急切断): whatever is chosen, nothing of them goes on air. */
  private readonly cutSessions = new Set<string>();
  /** Since when a room has been found empty; one that is in use has no entry. */
  private readonly emptySince = new Map<string, number>();
  private readonly sweep = setInterval(() => void this.closeIdle(), SWEEP_MS).unref();

  constructor(
    private readonly provider: MediaProvider,
    private readonly storage: Storage,
    private readonly hub: SocketHub,
  ) {
    provider.onFact((fact) => this.hear(fact));
  }

  /** Calls back after every change of a room; listeners read the room's whole state. */
  onChange(listener: ChangeListener): void {
    this.listeners.add(listener);
  }

  get(sessionId: string): LiveRoom | undefined {
    return this.rooms.get(sessionId);
  }

  /** Opens the room in the media node (idempotent). */
  async open(sessionId: string): Promise<LiveRoom> {
    this.emptySince.delete(sessionId);
    await this.provider.media.openRoom({ roomId: sessionId });
    let room = this.rooms.get(sessionId);
    if (!room) {
      room = new LiveRoom(sessionId);
      this.rooms.set(sessionId, room);
      room.broadcastReady = (await this.storage.stat(`${streamPrefix(sessionId)}/live.m3u8`)) !== null;
    }
    return room;
  }

  openProgramme(sessionId: string): Promise<void> {
    return this.inTurn(sessionId, () => this.ensureProgramme(sessionId));
  }

  /** Puts sources on air, for the broadcast and for WebRTC viewers alike. */
  choose(sessionId: string, choice: ProgrammeChoice): Promise<void> {
    return this.inTurn(sessionId, () => this.putOnAir(sessionId, choice));
  }

  /** What the stage and the names on the picture are told beside the sources; tells listeners where it differs. */
  describe(sessionId: string, told: Told): void {
    const room = this.rooms.get(sessionId);
    if (!room || sameWords(room, told)) return;
    Object.assign(room, told);
    this.changed(room);
  }

  isCut(sessionId: string): boolean {
    return this.cutSessions.has(sessionId);
  }

  /**
   * Dark at once, before whatever waits its turn: what viewers receive is closed here, they need not do anything for it.
   * Nothing is put on air until the cut is lifted.
   */
  async cut(sessionId: string): Promise<void> {
    this.cutSessions.add(sessionId);
    this.hub.publish(sessionChannel(sessionId), 'session.cut', { cut: true });
    if (!this.rooms.has(sessionId)) return;
    const closed = this.provider.media.closeViewerConsumers({ roomId: sessionId });
    await Promise.all([closed, this.goDark(sessionId)]);
  }

  lift(sessionId: string): void {
    this.cutSessions.delete(sessionId);
    this.hub.publish(sessionChannel(sessionId), 'session.cut', { cut: false });
    const room = this.rooms.get(sessionId);
    if (room) this.changed(room);
  }

  /** For the start of the server: sessions that are cut are never put on air. */
  keepCut(sessionIds: readonly string[]): void {
    for (const id of sessionIds) this.cutSessions.add(id);
  }

  /** Ends the programme: end tags are written, what was recorded stays. Also after a restart in between. */
  endProgramme(sessionId: string): Promise<{ segments: number; durationMs: number }> {
    return this.inTurn(sessionId, async () => {
      await this.ensureProgramme(sessionId);
      await this.putOnAir(sessionId, NOTHING_ON_AIR);
      const summary = await this.provider.media.endProgramme({ roomId: sessionId });
      this.programmesOpen.delete(sessionId);
      return summary;
    });
  }

  private async ensureProgramme(sessionId: string): Promise<void> {
    if (this.programmesOpen.has(sessionId)) return;
    const { choice } = await this.open(sessionId);
    await this.provider.media.openProgramme({ roomId: sessionId, prefix: streamPrefix(sessionId) });
    this.programmesOpen.add(sessionId);
    if (!sameChoice(choice, NOTHING_ON_AIR)) await this.provider.media.setProgramme({ roomId: sessionId, ...choice });
  }

  private async putOnAir(sessionId: string, wanted: ProgrammeChoice): Promise<void> {
    const room = await this.open(sessionId);
    const choice = this.isCut(sessionId) ? NOTHING_ON_AIR : wanted;
    // Viewers first: going dark must not wait for the broadcast.
    this.tellViewers(room, choice);
    if (this.programmesOpen.has(sessionId)) {
      await this.provider.media.setProgramme({ roomId: sessionId, ...choice });
    }
  }

  private goDark(sessionId: string): Promise<void> {
    const room = this.rooms.get(sessionId);
    if (room) this.tellViewers(room, NOTHING_ON_AIR);
    return this.choose(sessionId, NOTHING_ON_AIR);
  }

  private tellViewers(room: LiveRoom, choice: ProgrammeChoice): void {
    if (!room.choose(choice)) return;
    this.hub.publish(sessionChannel(room.sessionId), 'programme.changed', { version: room.programmeVersion });
    this.changed(room);
  }

  /** One thing at a time with a session's programme, in the order of asking. */
  private inTurn<T>(sessionId: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(sessionId) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.catch(() => undefined);
    this.turns.set(sessionId, settled);
    void settled.then(() => {
      if (this.turns.get(sessionId) === settled) this.turns.delete(sessionId);
    });
    return mine;
  }

  /** The files of the broadcast were removed: viewers wait for the first new segment. */
  forgetBroadcast(sessionId: string): void {
    const room = this.rooms.get(sessionId);
    if (!room) return;
    room.broadcastReady = false;
    this.changed(room);
  }

  /** The publisher muted or unmuted a track. */
  async setPaused(sessionId: string, peerId: string, producerId: string, paused: boolean): Promise<void> {
    await this.provider.media.setProducerPaused({ roomId: sessionId, peerId, producerId, paused });
    const room = this.rooms.get(sessionId);
    if (!room) return;
    room.setPaused(producerId, paused);
    this.changed(room);
  }

  /** Closes rooms in which nobody and nothing has been for a while: no socket, no publisher, no programme. */
  async closeIdle(idleMs = IDLE_MS): Promise<void> {
    for (const [sessionId, room] of this.rooms) {
      const sockets = this.hub.socketsIn(sessionChannel(sessionId)).length;
      if (this.programmesOpen.has(sessionId) || sockets > 0 || room.publishedTracks().length > 0) {
        this.emptySince.delete(sessionId);
        continue;
      }
      const since = this.emptySince.get(sessionId) ?? Date.now();
      this.emptySince.set(sessionId, since);
      if (Date.now() - since >= idleMs) await this.inTurn(sessionId, () => this.close(sessionId));
    }
  }

  private async close(sessionId: string): Promise<void> {
    // Asked for again while this waited for its turn.
    if (!this.emptySince.delete(sessionId) || this.programmesOpen.has(sessionId)) return;
    this.rooms.delete(sessionId);
    await this.provider.media.closeRoom({ roomId: sessionId }).catch((error: unknown) => {
      this.logger.warn(`Room not closed: ${String(error)}`);
    });
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweep);
  }

  private hear(fact: MediaFact): void {
    if (!('roomId' in fact)) {
      if (fact.fact === 'worker.lost') this.logger.warn(`Media worker ${fact.worker} ${fact.reason}`);
      return;
    }
    if (fact.fact === 'programme.warning')
      this.logger.warn(`Broadcast of ${fact.roomId}: ${fact.code}: ${fact.detail}`);
    const room = this.rooms.get(fact.roomId);
    if (fact.fact === 'composer.warning' && room?.layers.isNews(fact)) {
      const { code, source, detail } = fact;
      this.logger.warn({ msg: 'Composed picture', sessionId: room.sessionId, code, source, detail });
    }
    if (!room?.apply(fact)) return;
    if (fact.fact === 'room.rebuilt') {
      room.choose(NOTHING_ON_AIR);
      this.hub.publish(sessionChannel(room.sessionId), 'media.reset', { reason: 'worker_lost' });
    }
    this.changed(room);
  }

  private changed(room: LiveRoom): void {
    for (const listener of this.listeners) listener(room);
  }
}

function sameWords(a: Told, b: Told): boolean {
  const sameShot = JSON.stringify([a.strip, a.shot]) === JSON.stringify([b.strip, b.shot]);
  const sameSilence = a.silenced.size === b.silenced.size && [...a.silenced].every((id) => b.silenced.has(id));
  return sameShot && sameSilence && sameChoice(a.rehearsed, b.rehearsed);
}
