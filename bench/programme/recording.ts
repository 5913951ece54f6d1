import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { FFMPEG } from '../paths.js';

/** What ffmpeg made once: RTP packets of some seconds, to be played over and over. */
export interface Recording {
  clockRate: number;
  packets: Buffer[];
  /** What they take on the wire in real time, UDP and IP headers not included. */
  kbitPerSecond: number;
}

export type RecordingName = 'camera' | 'screen' | 'voice';

const SECONDS = 10;
/** Faster than real time, slow enough for the system's smallest receive buffer. */
const READ_RATE = 4;
const RECEIVE_BUFFER = 4 * 2 ** 20;
/** Packets that were sent are there after this. */
const DRAIN_MS = 200;

/** No picture refers to a later one, and no key frame comes but where it is due: every two seconds, as segments begin. */
const BASELINE = [
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline'],
  ...['-pix_fmt', 'yuv420p', '-sc_threshold', '0'],
];
const rate = (kbit: number): string[] => ['-b:v', `${kbit}k`, '-maxrate', `${kbit}k`, '-bufsize', `${kbit}k`];
/** A voice of 120 Hz with its harmonics, four syllables a second with pauses between them. */
const VOICE =
  "aevalsrc='0.12*(0.5-0.5*cos(8*PI*t))*(sin(240*PI*t)+sin(480*PI*t)+sin(960*PI*t)+sin(3360*PI*t)/2)':s=48000";

const MAKING: Record<RecordingName, { clockRate: number; lavfi: string; encoding: string[] }> = {
  /** Its noise is that of a sensor: every picture is another one everywhere. */
  camera: {
    clockRate: 90_000,
    lavfi: 'testsrc2=size=1280x720:rate=25,noise=alls=8:allf=t',
    encoding: [...BASELINE, ...['-g', '50'], ...rate(1_800)],
  },
  screen: {
    clockRate: 90_000,
    lavfi: 'testsrc=size=1280x720:rate=15',
    encoding: [...BASELINE, ...['-g', '30'], ...rate(1_000)],
  },
  voice: {
    clockRate: 48_000,
    lavfi: VOICE,
    encoding: [
      ...['-c:a', 'libopus', '-application', 'voip', '-frame_duration', '20'],
      ...['-vbr', 'constrained', '-b:a', '64k', '-ac', '1'],
    ],
  },
};

/** @throws when a packet was lost on the way: what is played would have a hole in every round */
export async function record(name: RecordingName): Promise<Recording> {
  const { clockRate, lavfi, encoding } = MAKING[name];
  const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const packets: Buffer[] = [];
  socket.on('message', (packet) => packets.push(packet));
  const input = ['-readrate', String(READ_RATE), '-f', 'lavfi', '-i', lavfi, '-t', String(SECONDS)];
  const output = ['-f', 'rtp', '-rtpflags', 'skip_rtcp', `rtp://127.0.0.1:${socket.address().port}?pkt_size=1200`];
  await ffmpeg([...input, ...encoding, ...output]);
  await delay(DRAIN_MS);
  socket.close();
  const own = packets.filter((packet) => offsetOf(packet, packets[0]) < SECONDS * clockRate);
  const whole = own.every((packet, index) => packet.readUInt16BE(2) === (sequenceOf(own[0]) + index) % 2 ** 16);
  if (own.length === 0 || !whole) throw new Error(`${name} could not be recorded whole`);
  const bytes = own.reduce((sum, packet) => sum + packet.length, 0);
  return { clockRate, packets: own, kbitPerSecond: (bytes * 8) / SECONDS / 1_000 };
}

/** How much later a packet is due than the first one, ticks of its clock. */
export function offsetOf(packet: Buffer, first: Buffer | undefined): number {
  return first ? (packet.readUInt32BE(4) - first.readUInt32BE(4)) >>> 0 : 0;
}

/** Ticks after which a recording begins again. */
export function lengthOf({ clockRate }: Recording): number {
  return SECONDS * clockRate;
}

function sequenceOf(packet: Buffer | undefined): number {
  return packet?.readUInt16BE(2) ?? 0;
}

async function ffmpeg(args: string[]): Promise<void> {
  const child = spawn(FFMPEG, ['-hide_banner', '-loglevel', 'error', '-nostdin', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const [code] = (await once(child, 'close')) as [number | null];
  process.off('exit', kill);
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
}
