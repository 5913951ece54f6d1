import { Agent, request as send } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type { BeatState } from '../../src/activity/attendance/beats.js';
import type { BeatAnswer, BeatRequest } from '../../src/contracts/attendance.contract.js';
import type { JoinSessionAnswer } from '../../src/contracts/session.contract.js';
import type { Ack, ClientCommands, ServerNews } from '../../src/contracts/socket.js';
import { serveCommands } from '../program.js';

export type Way = 'http' | 'socket';

export interface Arrival {
  url: string;
  sessionId: string;
  pages: number;
}

export interface Beating {
  way: Way;
  count: number;
  perSecond: number;
}

export interface BeatReport {
  /** Time until each beat was answered, milliseconds. */
  latencies: number[];
  /** From the first to the last, milliseconds. */
  elapsed: number;
}

/** What a page's rows must show: its last ticket says until when it was there. */
export interface LastBeat {
  stay: string;
  watch: string | null;
  at: number;
}

interface Page {
  cookie: string;
  ticket: string;
  openedAt: number;
  socket: Socket<ServerNews, ClientCommands> | null;
}

const CONNECTIONS = 16;
const COMMAND_MS = 15_000;
/** The server writes every two seconds. */
const WRITTEN_MS = 3_000;
/** After the 75 s of missed beats a page would begin anew. */
const FRESH_MS = 40_000;

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
const pages: Page[] = [];
let [url, sessionId, turn, lastAt] = ['', '', 0, 0];
/** Rows that the beats so far must have written or moved. */
let rows = 0;

/** Persons of their own, each with one page that plays and has a socket. */
async function arrive(arrival: Arrival): Promise<void> {
  ({ url, sessionId } = arrival);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next++ < arrival.pages) pages.push(await open());
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  lastAt = performance.now();
}

async function open(): Promise<Page> {
  const page: Page = { cookie: '', ticket: '', openedAt: performance.now(), socket: null };
  await beatOverHttp(page);
  const { ticket } = await post<JoinSessionAnswer>(page, 'join', { webrtc: false });
  const socket: NonNullable<Page['socket']> = io(url, {
    path: '/socket.io',
    transports: ['websocket'],
    auth: { ticket },
    forceNew: true,
    reconnection: false,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  page.socket = socket;
  return page;
}

/** Beats of the pages in turn at a steady rate, whatever the answers take. */
async function beat({ way, count, perSecond }: Beating): Promise<BeatReport> {
  const latencies: number[] = [];
  const from = performance.now();
  const under = new Set<Promise<unknown>>();
  let failure: unknown;
  for (let sent = 0; sent < count && !failure;) {
    const due = Math.min(count, Math.ceil(((performance.now() - from) * perSecond) / 1_000));
    for (; sent < due; sent += 1) {
      const one = timed(way, latencies).catch((error: unknown) => (failure = error));
      under.add(one);
      void one.finally(() => under.delete(one));
    }
    await delay(5);
  }
  await Promise.all(under);
  if (failure) throw failure;
  lastAt = performance.now();
  return { latencies, elapsed: lastAt - from };
}

async function timed(way: Way, latencies: number[]): Promise<void> {
  const page = pages[turn++ % pages.length]!;
  const from = performance.now();
  await (way === 'http' ? beatOverHttp(page) : beatOverSocket(page));
  latencies.push(performance.now() - from);
}

async function beatOverHttp(page: Page): Promise<void> {
  keep(page, await post<BeatAnswer>(page, 'beats', beatOf(page)));
}

async function beatOverSocket(page: Page): Promise<void> {
  const raw = page.socket!.timeout(COMMAND_MS) as unknown as {
    emitWithAck(name: string, data: object): Promise<Ack<BeatAnswer>>;
  };
  const answer = await raw.emitWithAck('attendance.beat', beatOf(page));
  if (!answer.ok) throw new Error(answer.error.code);
  keep(page, answer.data);
}

function beatOf({ ticket, openedAt }: Page): BeatRequest {
  const played = Number(((performance.now() - openedAt) / 1_000).toFixed(1));
  return { playing: true, played, way: 'hls', ...(ticket && { ticket }) };
}

function keep(page: Page, { ticket }: BeatAnswer): void {
  page.ticket = ticket;
  rows += stateOf(page).watch ? 2 : 1;
}

function stateOf({ ticket }: Page): BeatState {
  const body = Buffer.from(ticket.split('.', 1)[0] ?? '', 'base64url').toString();
  return (JSON.parse(body) as { state: BeatState }).state;
}

function post<T>(page: Page, path: string, body: object): Promise<T> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', ...(page.cookie && { cookie: page.cookie }) };
    const options = { method: 'POST', agent, headers };
    const asked = send(`${url}/api/sessions/${sessionId}/${path}`, options, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => {
        const given = answer.headers['set-cookie']?.map((one) => one.split(';', 1)[0]);
        if (given) page.cookie = given.join('; ');
        if (answer.statusCode === 200) resolve(JSON.parse(text) as T);
        else reject(new Error(`${path}: ${answer.statusCode} ${text}`));
      });
    });
    asked.on('error', reject);
    asked.end(JSON.stringify(body));
  });
}

/** A round that had to wait for a quiet machine must not find pages that are taken for gone. */
async function refresh(): Promise<void> {
  if (performance.now() - lastAt < FRESH_MS) return;
  await beat({ way: 'socket', count: pages.length, perSecond: 1_000 });
  await delay(WRITTEN_MS);
}

function last(): { pages: LastBeat[]; rows: number } {
  const states = pages.map(stateOf);
  return { pages: states.map(({ stay, watch, last: at }) => ({ stay: stay.id, watch: watch?.id ?? null, at })), rows };
}

function leave(): void {
  for (const { socket } of pages) socket?.disconnect();
  agent.destroy();
}

serveCommands({ arrive, beat, refresh, last, leave });
