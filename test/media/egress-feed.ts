import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { MediaTap } from '../../media/egress/tap.js';

export const FFMPEG = 'ffmpeg';

type Packets = (packet: Buffer) => void;

/** A MediaTap that a test feeds by hand. */
export class TestTap implements MediaTap {
  keyFrameRequests = 0;
  private listener: Packets = () => undefined;
  private closedListeners: (() => void)[] = [];
  private closed = false;

  constructor(
    readonly kind: 'audio' | 'video',
    readonly mimeType: string,
    readonly producerId: string = `${kind}-${mimeType}`,
  ) {}

  readonly channels = 2;

  get clockRate(): number {
    return this.kind === 'video' ? 90_000 : 48_000;
  }

  feed(packet: Buffer): void {
    if (!this.closed) this.listener(packet);
  }

  onRtp(listener: Packets): void {
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

/** One UDP port of the loopback address; hands every RTP packet to whoever listens. */
export class RtpPort {
  private readonly listeners = new Set<Packets>();

  private constructor(
    private readonly socket: Socket,
    readonly port: number,
  ) {
    socket.on('message', (packet) => {
      for (const listener of this.listeners) listener(packet);
    });
  }

  static async open(): Promise<RtpPort> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new RtpPort(socket, socket.address().port);
  }

  get url(): string {
    return `rtp://127.0.0.1:${this.port}?pkt_size=1200`;
  }

  /** A tap of this port; `filter` may drop, hold back or double packets. */
  tap(kind: 'audio' | 'video', mimeType: string, filter?: (packet: Buffer, pass: Packets) => void): TestTap {
    const tap = new TestTap(kind, mimeType, `${kind}-${this.port}`);
    const pass = (packet: Buffer) => tap.feed(packet);
    const listener = filter ? (packet: Buffer) => filter(packet, pass) : pass;
    this.listeners.add(listener);
    tap.onClosed(() => this.listeners.delete(listener));
    return tap;
  }

  close(): void {
    this.socket.close();
  }
}

/** ffmpeg as an encoder in a venue: real time, pictures and sound from `lavfi`, RTP to the loopback address. */
export class Encoder {
  private constructor(private readonly child: ChildProcess) {}

  static start(args: string[]): Encoder {
    const child = spawn(FFMPEG, ['-hide_banner', '-loglevel', 'error', '-nostdin', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return new Encoder(child);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'close');
  }
}

export function lavfi(source: string): string[] {
  return ['-re', '-f', 'lavfi', '-i', source];
}

export function toH264(port: RtpPort, gop = 50, extra: string[] = []): string[] {
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline'];
  return [...codec, '-g', String(gop), '-pix_fmt', 'yuv420p', '-b:v', '500k', ...extra, '-an', '-f', 'rtp', port.url];
}

export function toVp8(port: RtpPort, gop = 50): string[] {
  const codec = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-g', String(gop), '-b:v', '400k'];
  return [...codec, '-an', '-f', 'rtp', port.url];
}

export function toOpus(port: RtpPort): string[] {
  return ['-c:a', 'libopus', '-b:a', '48k', '-ac', '2', '-ar', '48000', '-vn', '-f', 'rtp', port.url];
}
