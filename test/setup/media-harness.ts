import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { observer, type types } from 'mediasoup';
import type { IngestOffer, MediaFact, MediaServer } from '../../media/types.js';

/** Waits for a condition; fails after `ms` with what was waited for. */
export async function until<T>(what: string, ms: number, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  const end = performance.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found as NonNullable<T>;
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Keeps every fact, and waits for one. */
export class FactLog {
  readonly facts: MediaFact[] = [];

  constructor(server: MediaServer) {
    server.onFact((fact) => this.facts.push(fact));
  }

  of<F extends MediaFact['fact']>(fact: F): Extract<MediaFact, { fact: F }>[] {
    return this.facts.filter((entry) => entry.fact === fact) as Extract<MediaFact, { fact: F }>[];
  }

  /** The first of its kind after `seq`. */
  next<F extends MediaFact['fact']>(
    fact: F,
    { after = 0, within = 5_000 }: { after?: number; within?: number } = {},
  ): Promise<Extract<MediaFact, { fact: F }>> {
    return until(fact, within, () => this.of(fact).find((entry) => entry.seq > after));
  }

  get last(): number {
    return this.facts.at(-1)?.seq ?? 0;
  }
}

/** What mediasoup really opened, seen through its own observers. */
export class EngineView {
  readonly workers: types.Worker[] = [];
  readonly routers: types.Router[] = [];
  readonly transports: types.Transport[] = [];
  readonly producers: types.Producer[] = [];
  readonly consumers: types.Consumer[] = [];
  private readonly onWorker = (worker: types.Worker): void => {
    this.workers.push(worker);
    worker.observer.on('newrouter', (router) => this.watchRouter(router));
  };

  constructor() {
    observer.on('newworker', this.onWorker);
  }

  close(): void {
    observer.off('newworker', this.onWorker);
  }

  openTransports(type?: string): types.Transport[] {
    return this.transports.filter((transport) => !transport.closed && (!type || transport.type === type));
  }

  private watchRouter(router: types.Router): void {
    this.routers.push(router);
    router.observer.on('newtransport', (transport) => {
      this.transports.push(transport);
      transport.observer.on('newproducer', (producer: types.Producer) => this.producers.push(producer));
      transport.observer.on('newconsumer', (consumer: types.Consumer) => this.consumers.push(consumer));
    });
  }
}

/** An encoder at a venue: ffmpeg with a moving picture (or another one of its `lavfi` graphs) and a tone. */
export class Encoder {
  private constructor(readonly process: ChildProcess) {}

  static start(offer: IngestOffer, picture = 'testsrc2=size=320x180:rate=15'): Encoder {
    const to = (port: number): string => `rtp://${offer.ip}:${port}?pkt_size=1200`;
    const rtp = (ssrc: number, payloadType: number, port: number): string =>
      `-f rtp -rtpflags skip_rtcp -ssrc ${ssrc} -payload_type ${payloadType} ${to(port)}`;
    const command = [
      `-nostdin -loglevel error -re -f lavfi -i ${picture}`,
      '-re -f lavfi -i sine=frequency=440:sample_rate=48000',
      '-map 0:v -c:v libx264 -preset ultrafast -tune zerolatency -profile:v baseline -pix_fmt yuv420p -g 15 -b:v 200k',
      rtp(offer.videoSsrc, offer.videoPayloadType, offer.videoPort),
      '-map 1:a -c:a libopus -ac 2 -b:a 32k',
      rtp(offer.audioSsrc, offer.audioPayloadType, offer.audioPort),
    ].join(' ');
    const process = spawn('ffmpeg', command.split(' '), { stdio: 'ignore' });
    return new Encoder(process);
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exited = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exited;
  }
}

/** Which processes are alive; a signal 0 does nothing to them. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What a browser would offer for one track; each with its own SSRC. */
export function browserTrack(kind: 'audio' | 'video', ssrc: number): Record<string, unknown> {
  const codec =
    kind === 'audio'
      ? { mimeType: 'audio/opus', payloadType: 111, clockRate: 48000, channels: 2, parameters: { useinbandfec: 1 } }
      : {
          mimeType: 'video/H264',
          payloadType: 96,
          clockRate: 90000,
          parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
          rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'transport-cc' }],
        };
  return {
    mid: String(ssrc % 1000),
    codecs: [codec],
    headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:sdes:mid', id: 4 }],
    encodings: [{ ssrc }],
    rtcp: { cname: 'browser', reducedSize: true },
  };
}

export function fingerprint(bytes = 32): Record<string, unknown> {
  return {
    role: 'client',
    fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: bytes }, () => 'AB').join(':') }],
  };
}

/** The code of the typed error that a request ends with. */
export async function codeOf(request: Promise<unknown>): Promise<string> {
  try {
    await request;
  } catch (error) {
    return (error as { code?: string }).code ?? `untyped: ${String(error)}`;
  }
  return 'no error';
}
