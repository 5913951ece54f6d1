import type { Socket } from 'socket.io-client';
import type { Ack, ClientCommands, ServerNews } from '../../src/contracts/index.js';
import { Emitter } from './emitter.js';
import { asFailure, RequestFailure } from './failure.js';
import { newKey } from './http.js';
import { fullJitter, pause } from './retry.js';

export type CommandName = keyof ClientCommands;
export type CommandRequest<K extends CommandName> = Parameters<ClientCommands[K]>[0];
export type CommandData<K extends CommandName> =
  Parameters<Parameters<ClientCommands[K]>[1]>[0] extends Ack<infer T> ? T : never;
/** Sends a command and waits for its acknowledgement: data, or a `RequestFailure`. */
export type SendCommand = <K extends CommandName>(name: K, body: CommandRequest<K>) => Promise<CommandData<K>>;

/** `retrying`: came off, or never came on; it is being tried in the background. */
export type LineState = 'connecting' | 'online' | 'retrying' | 'closed';

type LineEvents = ServerNews & {
  line: (state: LineState) => void;
  /** Trying again cannot help: the right to be here is gone. */
  refused: (failure: RequestFailure) => void;
};

const NEWS = [
  'tick',
  'programme.changed',
  'media.reset',
  'session.cut',
  'stage.changed',
  'hands.changed',
  'hand.changed',
  'goodbye',
] as const satisfies readonly (keyof ServerNews)[];
const BACK_OFF = { base: 1000, cap: 30_000 };
const COMMAND_DEADLINE_MS = 6000;
const CONNECT_DEADLINE_MS = 8000;

/**
 * A socket that keeps itself alive. A ticket opens it once, so each attempt fetches a fresh one; between attempts it
 * waits with full jitter, or until the browser reports the network back.
 */
export class TicketedSocket {
  readonly news = new Emitter<LineEvents>();
  private socket: Socket | null = null;
  private state: LineState = 'connecting';
  private readonly closing = new AbortController();
  /** By this name the server knows the tab again after a break and keeps its media. */
  private readonly tab = newKey();
  /** A page that is left says so; a broken network cannot, and that is how the server tells them apart. */
  private readonly leavePage = () => this.socket?.disconnect();

  constructor(private readonly obtainTicket: () => Promise<string>) {
    globalThis.addEventListener?.('pagehide', this.leavePage);
  }

  get line(): LineState {
    return this.state;
  }

  /** How many attempts in a row have failed. */
  failures = 0;

  open(): void {
    void this.run();
  }

  close(): void {
    globalThis.removeEventListener?.('pagehide', this.leavePage);
    this.closing.abort();
    this.socket?.disconnect();
    this.move('closed');
    this.news.clear();
  }

  readonly send: SendCommand = async (name, body) => {
    const socket = this.socket;
    if (!socket?.connected) throw new RequestFailure('network', 'socket is not connected');
    const answer = await socket
      .timeout(COMMAND_DEADLINE_MS)
      .emitWithAck(name, body)
      .catch((error: unknown) => {
        throw new RequestFailure('deadline', String(error));
      });
    const ack = answer as Ack<CommandData<typeof name>>;
    if (!ack.ok) throw RequestFailure.of(ack.error);
    return ack.data;
  };

  private async run(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      let wait = 0;
      try {
        const [ticket, { io }] = await Promise.all([this.obtainTicket(), import('socket.io-client')]);
        if (signal.aborted) return;
        wait = await this.stay(io, ticket);
      } catch (error) {
        const failure = asFailure(error);
        if (!failure.isPassing) {
          this.news.emit('refused', failure);
          return this.move('closed');
        }
        this.failures += 1;
        wait = Math.max(failure.retryAfterMs, fullJitter(this.failures, BACK_OFF));
      }
      if (signal.aborted) return;
      this.move('retrying');
      await pause(wait, { signal, wakeOnline: true });
    }
  }

  /** Connects and stays until the connection ends; answers how long to wait before the next one. */
  private async stay(io: typeof import('socket.io-client').io, ticket: string): Promise<number> {
    const socket = io({
      path: '/socket.io',
      transports: ['websocket'],
      auth: { ticket, tab: this.tab },
      reconnection: false,
      forceNew: true,
      timeout: CONNECT_DEADLINE_MS,
    });
    this.socket = socket;
    let goodbye: Parameters<ServerNews['goodbye']>[0] | null = null;
    for (const name of NEWS) {
      socket.on(name, (...args: Parameters<ServerNews[typeof name]>) => this.news.emit(name, ...(args as [never])));
    }
    socket.on('goodbye', (news: Parameters<ServerNews['goodbye']>[0]) => (goodbye = news));
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error: Error & { data?: unknown }) => reject(refusalOf(error)));
    }).catch((error: unknown) => {
      socket.disconnect();
      throw error;
    });
    this.failures = 0;
    this.move('online');
    if (socket.connected) await new Promise<void>((resolve) => socket.once('disconnect', () => resolve()));
    socket.disconnect();
    const farewell = goodbye as Parameters<ServerNews['goodbye']>[0] | null;
    if (farewell && !farewell.retry) {
      this.closing.abort();
      this.move('closed');
      return 0;
    }
    // An expired ticket is nobody's outage: come back at once.
    return farewell?.reason === 'ticket_expired' ? 0 : fullJitter(0, BACK_OFF);
  }

  private move(state: LineState): void {
    if (this.state === state) return;
    this.state = state;
    this.news.emit('line', state);
  }
}

/** What the server says while refusing the handshake travels in the error's `data`. */
function refusalOf(error: Error & { data?: unknown }): RequestFailure {
  const data = error.data;
  if (typeof data === 'object' && data !== null && 'code' in data && 'status' in data) {
    return RequestFailure.of(data as ReturnType<typeof RequestFailure.of>['problem'] & object);
  }
  return new RequestFailure('network', error.message);
}
