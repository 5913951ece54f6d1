import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { MediaTap } from '../../media/egress/tap.js';

export const FFMPEG = 'ffmpeg';

export type Pass = (packet: Buffer) => void;
/** May drop, hold back, double or change packets on their way. */
export type Filter = (packet: Buffer, pass: Pass) => void;

/** A MediaTap that a test feeds by hand. */
export class TestTap implements MediaTap {
  readonly channels = 2;
  keyFrameRequests = 0;
  private listener: Pass = () => undefined;
  private closedListeners: (() => void)[] = [];
  private closed = false;

  constructor(
    readonly kind: 'audio' | 'video',
    readonly mimeType: string,
    readonly producerId: string = mimeType,
  ) {}

  get clockRate(): number {
    return this.kind === 'video' ? 90_000 : 48_000;
  }

  feed(packet: Buffer): void {
    if (!this.closed) this.listener(packet);
  }

  onRtp(listener: Pass): void {
    this.listener = listener;
  }

  requestKeyFrame(): void {
    this.keyFrameRequests += 1;
  }

  onClosed(listener: () => void): void {
    this.closedListeners.push(listener);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const listener of this.closedListeners) listener();
  }
}

export interface Source {
  /** A filter graph of ffmpeg's `lavfi`. */
  lavfi: string;
  codec: 'video/H264' | 'video/VP8' | 'audio/opus';
  /** Pictures per second and per group (video). */
  rate?: number;
  group?: number;
  /** Kilobits per second (video). */
  bitrate?: number;
}

const SECONDS = 10;

/**
 * Ten seconds of RTP as ffmpeg packs it, recorded faster than real time and played in real time, over and over, with
 * sequence numbers and timestamps that go on. Playing costs nothing, so that many programmes can listen at once.
 */
export class Recording {
  private readonly listeners = new Set<Pass>();
  private readonly timer: NodeJS.Timeout;
  private readonly startedAt = performance.now();
  private played = 0;

  static async make(source: Source): Promise<Recording> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const packets: Buffer[] = [];
    socket.on('message', (packet) => packets.push(packet));
    const url = `rtp://127.0.0.1:${socket.address().port}?pkt_size=1200`;
    const input = ['-readrate', '5', '-f', 'lavfi', '-i', source.lavfi, '-t', String(SECONDS)];
    const args = ['-hide_banner', '-loglevel', 'error', '-nostdin', ...input, ...encoding(source), '-f', 'rtp', url];
    const child = spawn(FFMPEG, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    await once(child, 'close');
    await wait(100);
    socket.close();
    const clockRate = source.codec === 'audio/opus' ? 48_000 : 90_000;
    const own = packets.filter((packet) => offsetOf(packet, packets[0]!) < SECONDS * clockRate);
    return new Recording(source, clockRate, own);
  }

  private constructor(
    private readonly source: Source,
    private readonly clockRate: number,
    private readonly packets: Buffer[],
  ) {
    this.timer = setInterval(() => this.play(), 5);
  }

  tap(filter?: Filter): TestTap {
    const kind = this.source.codec === 'audio/opus' ? 'audio' : 'video';
    const tap = new TestTap(kind, this.source.codec, this.source.lavfi);
    const pass = (packet: Buffer) => tap.feed(packet);
    const listener = filter ? (packet: Buffer) => filter(packet, pass) : pass;
    this.listeners.add(listener);
    tap.onClosed(() => this.listeners.delete(listener));
    return tap;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private play(): void {
    const due = ((performance.now() - this.startedAt) / 1000) * this.clockRate;
    const first = this.packets[0]!;
    for (;;) {
      const round = Math.floor(this.played / this.packets.length);
      const packet = this.packets[this.played % this.packets.length]!;
      const at = round * SECONDS * this.clockRate + offsetOf(packet, first);
      if (at > due) return;
      const copy = Buffer.from(packet);
      copy.writeUInt16BE((first.readUInt16BE(2) + this.played) & 0xffff, 2);
      copy.writeUInt32BE((first.readUInt32BE(4) + at) >>> 0, 4);
      this.played += 1;
      for (const listener of this.listeners) listener(Buffer.from(copy));
    }
  }
}

function offsetOf(packet: Buffer, first: Buffer): number {
  return (packet.readUInt32BE(4) - first.readUInt32BE(4)) >>> 0;
}

function encoding({ codec, rate = 15, group = 15, bitrate = 300 }: Source): string[] {
  const frames = ['-r', String(rate), '-g', String(group), '-pix_fmt', 'yuv420p', '-b:v', `${bitrate}k`];
  if (codec === 'audio/opus') return ['-c:a', 'libopus', '-b:a', '48k', '-ac', '2', '-ar', '48000'];
  if (codec === 'video/VP8') return ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', ...frames];
  const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline'];
  return [...x264, '-sc_threshold', '0', ...frames];
}
