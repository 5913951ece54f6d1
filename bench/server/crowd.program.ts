import { randomBytes } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { WatchOffer } from '../../src/contracts/media.contract.js';
import type { JoinSessionAnswer } from '../../src/contracts/session.contract.js';
import type { Ack, ClientCommands, ServerNews } from '../../src/contracts/socket.js';
import { serveCommands } from '../program.js';

/** How far a visitor goes: the page's HTTP request, the socket, or everything that a browser asks for to watch. */
export type Depth = 'health' | 'http' | 'socket' | 'watch';

export interface CrowdRequest {
  url: string;
  sessionId: string;
  depth: Depth;
  count: number;
  /** Visitors on their way in at the same time. */
  atOnce: number;
  /** Stay until `leave`, or leave at once. */
  stay: boolean;
}

export interface CrowdReport {
  /** Time that each visitor took to come in, milliseconds. */
  latencies: number[];
  /** From the first to the last, milliseconds. */
  elapsed: number;
}

type VisitorSocket = Socket<ServerNews, ClientCommands>;

const COMMAND_MS = 15_000;
const present = new Set<VisitorSocket>();

async function enter({ url, sessionId, depth, count, atOnce, stay }: CrowdRequest): Promise<CrowdReport> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next++ < count) {
      const from = performance.now();
      const socket = await visit(url, sessionId, depth);
      latencies.push(performance.now() - from);
      if (!socket) continue;
      if (stay) present.add(socket);
      else socket.disconnect();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { latencies, elapsed: performance.now() - startedAt };
}

async function visit(url: string, sessionId: string, depth: Depth): Promise<VisitorSocket | null> {
  if (depth === 'health') {
    await ok(await fetch(`${url}/api/health/live`)).text();
    return null;
  }
  const response = await fetch(`${url}/api/sessions/${sessionId}/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ webrtc: true }),
  });
  const { ticket, rtpCapabilities } = (await ok(response).json()) as JoinSessionAnswer;
  if (depth === 'http') return null;
  const socket = await open(url, ticket);
  if (depth === 'watch') await watch(socket, rtpCapabilities ?? {});
  return socket;
}

function ok(response: Response): Response {
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response;
}

async function open(url: string, ticket: string): Promise<VisitorSocket> {
  const socket: VisitorSocket = io(url, {
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
  return socket;
}

/** What a browser sends until its picture flows. Nobody answers DTLS here: keys are exchanged in real browsers only. */
async function watch(socket: VisitorSocket, rtpCapabilities: Record<string, unknown>): Promise<void> {
  const { transport, programme } = await command<WatchOffer>(socket, 'media.watch', { rtpCapabilities });
  const consumerIds = programme.consumers.map(({ consumerId }) => consumerId);
  if (consumerIds.length !== 2) throw new Error(`expected picture and sound, got ${consumerIds.length} tracks`);
  await Promise.all([
    command(socket, 'media.connect', { transportId: transport.transportId, dtlsParameters: fingerprint() }),
    command(socket, 'media.resume', { consumerIds }),
  ]);
}

function fingerprint(): Record<string, unknown> {
  const value = [...randomBytes(32)].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(':');
  return { role: 'client', fingerprints: [{ algorithm: 'sha-256', value }] };
}

async function command<T>(socket: VisitorSocket, name: keyof ClientCommands, request: object): Promise<T> {
  const raw = socket.timeout(COMMAND_MS) as unknown as { emitWithAck(name: string, data: object): Promise<Ack<T>> };
  const answer = await raw.emitWithAck(name, request);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.code}`);
  return answer.data;
}

/** @returns how many were still here: a server that lost some of them did not carry the crowd */
function count(): number {
  return [...present].filter((socket) => socket.connected).length;
}

function leave(): void {
  for (const socket of present) socket.disconnect();
  present.clear();
}

serveCommands({ enter, count, leave });
