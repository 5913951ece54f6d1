import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { SessionBoard } from '../contracts/session.contract.js';
import { AgendaItems } from '../events/agenda/agenda-items.read-model.js';
import { SessionStates } from '../events/sessions/session-states.service.js';
import { Board } from '../infra/board.js';
import { AppError } from '../infra/errors.js';
import { SocketHub } from '../infra/socket/socket-hub.js';
import { sessionChannel } from './channels.js';
import { LiveRooms } from './live-rooms.service.js';

type Content = Omit<SessionBoard, 'version'>;

/** A board that nobody asked for during this time is closed; the next one who asks opens it again. */
const IDLE_MS = 10 * 60_000;

interface OpenBoard {
  board: Board<Content>;
  usedAt: number;
}

/** One board per session: what everybody looks at during a session. */
@Injectable()
export class SessionBoards implements OnApplicationShutdown {
  private readonly boards = new Map<string, OpenBoard>();
  private readonly sweep = setInterval(() => this.closeIdle(), 60_000).unref();

  constructor(
    private readonly states: SessionStates,
    private readonly agendas: AgendaItems,
    private readonly rooms: LiveRooms,
    private readonly hub: SocketHub,
  ) {
    rooms.onChange((room) => this.markDirty(room.sessionId));
  }

  /** @throws AppError `session.not_found` */
  async newest(sessionId: string): Promise<SessionBoard> {
    const { version, content } = await this.board(sessionId).newest();
    return { version, ...content };
  }

  /** @throws AppError `request.not_found` when that version is not (or no longer) known */
  async at(sessionId: string, version: string): Promise<SessionBoard> {
    const board = this.board(sessionId);
    await board.newest();
    const content = board.at(version);
    if (!content) throw new AppError('request.not_found');
    return { version, ...content };
  }

  markDirty(sessionId: string): void {
    this.boards.get(sessionId)?.board.markDirty();
  }

  /** Reads at once: after a command of the host nobody should wait for the tick. */
  async refresh(sessionId: string): Promise<SessionBoard> {
    await this.board(sessionId).refresh();
    return this.newest(sessionId);
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweep);
    for (const { board } of this.boards.values()) board.close();
  }

  private board(sessionId: string): Board<Content> {
    let open = this.boards.get(sessionId);
    if (!open) {
      const board = new Board<Content>({
        read: () => this.read(sessionId),
        publish: (tick) => this.hub.publishVolatile(sessionChannel(sessionId), 'tick', tick),
      });
      open = { board, usedAt: Date.now() };
      this.boards.set(sessionId, open);
    }
    open.usedAt = Date.now();
    return open.board;
  }

  private async read(sessionId: string): Promise<Content> {
    const status = await this.states.status(sessionId);
    const currentItem = status.currentItemId ? await this.agendas.one(status.currentItemId) : null;
    const room = this.rooms.get(sessionId);
    const choice = room?.choice;
    return {
      state: status.state,
      onAir: status.onAir,
      cut: status.cut,
      people: this.people(sessionId),
      liveSince: status.liveSince?.toISOString() ?? null,
      startsAt: status.startsAt.toISOString(),
      currentItem,
      feed: {
        version: room?.programmeVersion ?? 0,
        hasVideo: Boolean(choice?.video),
        hasAudio: (choice?.audio.length ?? 0) > 0,
        interrupted: status.onAir === 'on' && !status.cut && !room?.hasSignal(),
        transcoded: room?.transcoded ?? false,
        broadcastReady: room?.broadcastReady ?? false,
        strip: room?.strip ?? null,
      },
    };
  }

  /** Distinct persons with a socket here; those who run the session are not counted. */
  people(sessionId: string): number {
    const viewers = this.hub.socketsIn(sessionChannel(sessionId)).filter(({ data }) => data.purpose === 'viewer');
    return new Set(viewers.map(({ data }) => data.actor.personId)).size;
  }

  private closeIdle(): void {
    for (const [sessionId, { board, usedAt }] of this.boards) {
      const unused = Date.now() - usedAt > IDLE_MS && this.hub.socketsIn(sessionChannel(sessionId)).length === 0;
      if (!unused) continue;
      board.close();
      this.boards.delete(sessionId);
    }
  }
}
