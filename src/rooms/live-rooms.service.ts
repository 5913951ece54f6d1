import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Storage } from '../infra/storage/storage.js';
import { SocketHub } from '../infra/socket/socket-hub.js';
import { sessionChannel } from './channels.js';
import { LiveRoom, NOTHING_ON_AIR, type ProgrammeChoice, sameChoice } from './live-room.js';
import { type MediaFact, MediaProvider } from './media.provider.js';

/** Below this folder of the storage each session has its segments and playlists. */
export const STREAMS_FOLDER = 'streams';

/** An empty room without a programme is closed when it was not asked for during this time. */
const IDLE_MS = 2 * 60_000;
const SWEEP_MS = 30_000;

export function streamPrefix(sessionId: string): string {
  return `${STREAMS_FOLDER}/${sessionId}`;
}

type ChangeListener = (room: LiveRoom) => void;

/** The rooms in which media runs now: opens and closes them in the media node and keeps what is known about each. */
@Injectable()
export class LiveRooms implements OnApplicationShutdown {
  private readonly logger = new Logger(LiveRooms.name);
  private readonly rooms = new Map<string, LiveRoom>();
  private readonly programmesOpen = new Set<string>();
  private readonly listeners = new Set<ChangeListener>();
  private readonly askedAt = new Map<string, number>();
  private readonly sweep = setInterval(() => void this.closeIdle(Date.now() - IDLE_MS), SWEEP_MS).unref();

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
    this.askedAt.set(sessionId, Date.now());
    await this.provider.media.openRoom({ roomId: sessionId });
    let room = this.rooms.get(sessionId);
    if (!room) {
      room = new LiveRoom(sessionId);
      this.rooms.set(sessionId, room);
      room.broadcastReady = (await this.storage.stat(`${streamPrefix(sessionId)}/live.m3u8`)) !== null;
    }
    return room;
  }

  async openProgramme(sessionId: string): Promise<void> {
    if (this.programmesOpen.has(sessionId)) return;
    const { choice } = await this.open(sessionId);
    await this.provider.media.openProgramme({ roomId: sessionId, prefix: streamPrefix(sessionId) });
    this.programmesOpen.add(sessionId);
    if (!sameChoice(choice, NOTHING_ON_AIR)) await this.provider.media.setProgramme({ roomId: sessionId, ...choice });
  }

  /** Puts sources on air, for the broadcast and for WebRTC viewers alike. */
  async choose(sessionId: string, choice: ProgrammeChoice): Promise<void> {
    const room = await this.open(sessionId);
    if (this.programmesOpen.has(sessionId)) {
      await this.provider.media.setProgramme({ roomId: sessionId, ...choice });
    }
    if (room.choose(choice)) {
      this.hub.publish(sessionChannel(sessionId), 'programme.changed', { version: room.programmeVersion });
      this.changed(room);
    }
  }

  /** Ends the programme: end tags are written, what was recorded stays. Also after a restart in between. */
  async endProgramme(sessionId: string): Promise<{ segments: number; durationMs: number }> {
    await this.openProgramme(sessionId);
    await this.choose(sessionId, NOTHING_ON_AIR);
    const summary = await this.provider.media.endProgramme({ roomId: sessionId });
    this.programmesOpen.delete(sessionId);
    return summary;
  }

  /** The publisher muted or unmuted a track. */
  async setPaused(sessionId: string, peerId: string, producerId: string, paused: boolean): Promise<void> {
    await this.provider.media.setProducerPaused({ roomId: sessionId, peerId, producerId, paused });
    const room = this.rooms.get(sessionId);
    if (!room) return;
    room.setPaused(producerId, paused);
    this.changed(room);
  }

  /** Closes rooms in which there is nobody and nothing, and which nobody asked for since then. */
  async closeIdle(since: number): Promise<void> {
    for (const sessionId of [...this.rooms.keys()]) {
      const asked = (this.askedAt.get(sessionId) ?? 0) > since;
      const used = this.programmesOpen.has(sessionId) || this.hub.socketsIn(sessionChannel(sessionId)).length > 0;
      if (asked || used) continue;
      this.rooms.delete(sessionId);
      this.askedAt.delete(sessionId);
      await this.provider.media.closeRoom({ roomId: sessionId }).catch((error: unknown) => {
        this.logger.warn(`Room not closed: ${String(error)}`);
      });
    }
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweep);
  }

  private hear(fact: MediaFact): void {
    if (!('roomId' in fact)) {
      if (fact.fact === 'worker.lost') this.logger.warn(`Media worker ${fact.worker} ${fact.reason}`);
      return;
    }
    const room = this.rooms.get(fact.roomId);
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
