import { openTrack, type Track } from '../fanout/rtp-source.js';
import { serveCommands } from '../program.js';
import { lengthOf, offsetOf, record, type Recording, type RecordingName } from './recording.js';

/** A camera, screen or microphone of the stage, and where its packets go. */
export interface SourceRequest {
  name: string;
  recording: RecordingName;
  ip: string;
  port: number;
  payloadType: number;
  ssrc: number;
}

interface Source extends Track {
  recording: Recording;
  /** When it began, ms. */
  since: number;
  /** Packets sent since then. */
  played: number;
}

const TICK_MS = 5;
/** Microphones do not send in the same moment. */
const STAGGER_MS = 2.5;

const startedAt = performance.now();
const sources = new Map<string, Source>();
let playing: Source[] = [];

/** Records what is needed and opens a socket for each; nothing is sent yet. @returns kbit/s of each recording */
async function open(requests: SourceRequest[]): Promise<Record<string, number>> {
  const made = new Map<RecordingName, Recording>();
  for (const { recording } of requests) if (!made.has(recording)) made.set(recording, await record(recording));
  for (const { name, recording, ip, port, payloadType, ssrc } of requests) {
    const track = await openTrack(ip, port, payloadType, ssrc);
    sources.set(name, { ...track, recording: made.get(recording) as Recording, since: 0, played: 0 });
  }
  setInterval(tick, TICK_MS);
  return Object.fromEntries([...made].map(([name, { kbitPerSecond }]) => [name, kbitPerSecond]));
}

/** Those that are named play from now on, from their beginning, which is a key frame; the others fall silent. */
function play(names: string[]): void {
  const now = performance.now();
  playing = names.map((name, index) => {
    const source = sources.get(name);
    if (!source) throw new Error(`there is no source ${name}`);
    return Object.assign(source, { since: now + index * STAGGER_MS, played: 0 });
  });
}

function tick(): void {
  const now = performance.now();
  for (const source of playing) sendUntil(source, now);
}

/** Sequence numbers go on whatever was played before; timestamps follow the clock, as those of one long take. */
function sendUntil(source: Source, now: number): void {
  const { recording, since, socket } = source;
  const { packets, clockRate } = recording;
  const due = ((now - since) * clockRate) / 1_000;
  const base = Math.round(((since - startedAt) * clockRate) / 1_000);
  for (;;) {
    const original = packets[source.played % packets.length] as Buffer;
    const at = Math.floor(source.played / packets.length) * lengthOf(recording) + offsetOf(original, packets[0]);
    if (at > due) return;
    const packet = Buffer.from(original);
    packet[1] = ((packet[1] as number) & 0x80) | source.payloadType;
    packet.writeUInt16BE(source.sequence, 2);
    packet.writeUInt32BE((base + at) % 2 ** 32, 4);
    packet.writeUInt32BE(source.ssrc, 8);
    source.sequence = (source.sequence + 1) & 0xffff;
    source.played += 1;
    socket.send(packet);
  }
}

serveCommands({ open, play });
