import type { INestApplication } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { IncomingMessage } from 'node:http';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import type { Ack } from '../../contracts/socket.js';
import type { ErrorCode, Locale } from '../../contracts/vocabulary.js';
import type { Config } from '../../config.js';
import { SYSTEM_ACTOR } from '../actor.js';
import { AppError, toProblem } from '../errors.js';
import { isSameOrigin } from '../http/same-origin.js';
import { readLocale } from '../locale.js';
import { SignedTokens } from '../signed-token.js';
import { SOCKET_COMMANDS } from './socket-command.js';
import { SocketHub, tabsChannel } from './socket-hub.js';
import { type Ticket, TICKET_PURPOSE } from './ticket.js';

const WINDOW_MS = 10_000;
/** Socket commands beyond this multiple of the limit cut the socket instead of being answered. */
const CUT_FACTOR = 3;
/** A ticket's end closes the socket; a client that renews in time never sees it. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** A random name that a browser tab gives itself. */
const TAB = /^[0-9a-f]{16,32}$/;

/**
 * Sockets as the house wants them: websocket only, small messages, no socket without a valid ticket, floods cut off,
 * unknown commands answered.
 */
export class TicketAdapter extends IoAdapter {
  constructor(
    private readonly app: INestApplication,
    private readonly config: Config,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server = super.createIOServer(port, {
      ...options,
      path: '/socket.io',
      transports: ['websocket'],
      perMessageDeflate: false,
      maxHttpBufferSize: 64 * 1024,
      pingInterval: 10_000,
      pingTimeout: 10_000,
      serveClient: false,
      allowRequest: (request: IncomingMessage, decide: (error: string | null, allow: boolean) => void) =>
        decide(null, isSameOrigin(request, this.config.publicUrl)),
    } as unknown as ServerOptions) as Server;
    server.use((socket, next) => next(this.admit(socket)));
    this.app.get(SocketHub).attach(server);
    return server;
  }

  /** @returns the refusal, or undefined when the socket may stay */
  private admit(socket: Socket): Error | undefined {
    const locale = readLocale(socket.handshake.headers['accept-language']);
    const auth = socket.handshake.auth as { ticket?: unknown; tab?: unknown };
    const verified = this.app.get(SignedTokens).verify<Ticket>(TICKET_PURPOSE, auth.ticket);
    if (!verified.ok) return refusal('access.ticket_invalid', locale);
    const { personId, subject, purpose, participantId } = verified.payload;
    if (this.app.get(SocketHub).countOf(personId, subject) >= this.config.limits.socketsPerPerson) {
      return refusal('request.too_many', locale);
    }
    const capabilities = [{ purpose, subject, expiresAt: verified.expiresAt }];
    socket.data = {
      actor: { ...SYSTEM_ACTOR, kind: 'person', personId, capabilities, locale },
      subject,
      purpose,
      participantId: participantId ?? null,
      peerId: peerId(personId, auth.tab, socket.id),
    };
    void socket.join(tabsChannel(personId, subject));
    this.closeWhenExpired(socket, verified.expiresAt);
    this.limit(socket);
    return undefined;
  }

  private closeWhenExpired(socket: Socket, expiresAt: Date): void {
    const left = Math.min(MAX_TIMER_MS, expiresAt.getTime() - Date.now());
    const timer = setTimeout(() => {
      socket.emit('goodbye', { reason: 'ticket_expired', retry: true });
      socket.disconnect(true);
    }, left);
    socket.on('disconnect', () => clearTimeout(timer));
  }

  private limit(socket: Socket): void {
    const points = this.config.limits.socketCommandsPer10s;
    let windowStart = Date.now();
    let used = 0;
    socket.use(([name, ...rest], next) => {
      const now = Date.now();
      if (now - windowStart > WINDOW_MS) [windowStart, used] = [now, 0];
      used += 1;
      if (used > points * CUT_FACTOR) {
        socket.disconnect(true);
        return;
      }
      if (used > points) return refuse(socket, rest, new AppError('request.too_many', { retryAfter: 10 }));
      if (!SOCKET_COMMANDS.has(name)) return refuse(socket, rest, new AppError('request.not_found'));
      next();
    });
  }
}

/** What a refused handshake tells the client, as `error.data`. */
function refusal(code: ErrorCode, locale: Locale): Error {
  return Object.assign(new Error(code), { data: toProblem(new AppError(code), locale) });
}

/** A tab's own name is worth something only together with the person of the ticket: nobody can take over another's peer. */
function peerId(personId: string, tab: unknown, socketId: string): string {
  return typeof tab === 'string' && TAB.test(tab) ? `${personId}:${tab}` : socketId;
}

function refuse(socket: Socket, parameters: unknown[], error: AppError): void {
  const acknowledge = parameters.at(-1);
  if (typeof acknowledge !== 'function') return;
  acknowledge({ ok: false, error: toProblem(error, socket.data.actor.locale) } satisfies Ack<never>);
}
