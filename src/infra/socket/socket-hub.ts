import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { Server, Socket } from 'socket.io';
import type { ClientCommands, ServerNews } from '../../contracts/socket.js';
import type { LinkPurpose } from '../../contracts/vocabulary.js';
import type { Actor } from '../actor.js';

export interface SocketData {
  actor: Actor & { personId: string };
  subject: string;
  purpose: LinkPurpose;
  /** Of who is on the stage. */
  participantId: string | null;
  /** Stable over reconnects of one browser tab; a tab that does not name itself gets a new one each time. */
  peerId: string;
}

export type NewsServer = Server<ClientCommands, ServerNews, Record<string, never>, SocketData>;
export type NewsSocket = Socket<ClientCommands, ServerNews, Record<string, never>, SocketData>;

const SWEEP_MS = 5_000;
/** Bytes that may wait for one socket; beyond, it is too slow to follow and is cut (it comes back by itself). */
const MAX_BUFFERED_BYTES = 1024 * 1024;

/** Where all sockets are that one person has open at one subject: looking through all sockets at each join is quadratic. */
export const tabsChannel = (personId: string, subject: string) => `tabs:${personId}:${subject}`;

/** The live publisher: news to channels after a commit, and how many sockets are there. */
@Injectable()
export class SocketHub implements BeforeApplicationShutdown {
  private server: NewsServer | null = null;
  private readonly sweep = setInterval(() => this.cutSlowSockets(), SWEEP_MS).unref();

  attach(server: Server): void {
    this.server = server as NewsServer;
  }

  publish<E extends keyof ServerNews>(channel: string, event: E, ...news: Parameters<ServerNews[E]>): void {
    this.server?.to(channel).emit(event, ...news);
  }

  /** For news that the next one makes worthless (ticks): a socket that is behind misses it and fetches. */
  publishVolatile<E extends keyof ServerNews>(channel: string, event: E, ...news: Parameters<ServerNews[E]>): void {
    this.server?.to(channel).volatile.emit(event, ...news);
  }

  /** Sockets of a channel on this node. */
  socketsIn(channel: string): NewsSocket[] {
    const ids = this.server?.of('/').adapter.rooms.get(channel) ?? new Set<string>();
    return [...ids].flatMap((id) => (this.server?.of('/').sockets.get(id) as NewsSocket | undefined) ?? []);
  }

  /** Sockets that one person has open at one subject, on this node. */
  countOf(personId: string, subject: string): number {
    return this.server?.of('/').adapter.rooms.get(tabsChannel(personId, subject))?.size ?? 0;
  }

  count(): number {
    return this.server?.of('/').sockets.size ?? 0;
  }

  /** Before Nest closes the sockets: afterwards nobody would hear it. */
  beforeApplicationShutdown(): void {
    clearInterval(this.sweep);
    this.server?.emit('goodbye', { reason: 'shutdown', retry: true });
    this.server?.disconnectSockets(true);
  }

  private cutSlowSockets(): void {
    for (const socket of this.server?.of('/').sockets.values() ?? []) {
      const { socket: raw } = socket.conn.transport as unknown as { socket?: { bufferedAmount?: number } };
      if ((raw?.bufferedAmount ?? 0) <= MAX_BUFFERED_BYTES) continue;
      socket.emit('goodbye', { reason: 'too_slow', retry: true });
      socket.disconnect(true);
    }
  }
}
