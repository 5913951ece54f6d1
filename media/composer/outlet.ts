import type { types } from 'mediasoup';
import type { Ask } from '../deadline.js';
import { h264Producer, opusProducer } from '../rtp-producers.js';
import { MediaError } from '../types.js';
import { h264Payloads, RtpNumbering } from './rtp-packets.js';

const VIDEO = { payloadType: 96, ssrc: 0x59510011, cname: 'composer' };
const AUDIO = { payloadType: 97, ssrc: 0x59510012, cname: 'composer' };
const TICKS_PER_MS = 90;
const SAMPLES_PER_MS = 48;

/**
 * Where a composed picture and its sound enter the room: two producers on a direct transport. Unlike an ingest it has
 * no sender that could change, loses nothing, and hears when a viewer needs a key frame.
 */
export class Outlet {
  private readonly pictures = new RtpNumbering(VIDEO);
  private readonly sounds = new RtpNumbering(AUDIO);

  static async open(router: types.Router, ask: Ask): Promise<Outlet> {
    const transport = await ask('open composer', router.createDirectTransport());
    try {
      const video = await ask('open composer', transport.produce(h264Producer(VIDEO, { hears: true })));
      const audio = await ask('open composer', transport.produce(opusProducer(AUDIO)));
      if (transport.closed) throw new MediaError('media.not_ready', 'the room went away');
      return new Outlet(transport, video, audio);
    } catch (error) {
      transport.close();
      throw error;
    }
  }

  private constructor(
    private readonly transport: types.DirectTransport,
    readonly video: types.Producer,
    readonly audio: types.Producer,
  ) {}

  get closed(): boolean {
    return this.transport.closed;
  }

  onKeyFrameWanted(listener: () => void): void {
    this.transport.on('rtcp', (packet) => {
      if (asksForKeyFrame(packet)) listener();
    });
  }

  /** @param at milliseconds of the server's clock */
  sendPicture(at: number, nals: Buffer[]): void {
    const payloads = h264Payloads(nals);
    const time = Math.round(at * TICKS_PER_MS);
    for (const [i, payload] of payloads.entries()) {
      this.send(this.video, this.pictures.packet(payload, time, i === payloads.length - 1));
    }
  }

  /** @param first the sound begins, or begins again after a silence */
  sendSound(at: number, opus: Buffer, first: boolean): void {
    this.send(this.audio, this.sounds.packet(opus, Math.round(at * SAMPLES_PER_MS), first));
  }

  /** Idempotent. */
  close(): void {
    this.transport.close();
  }

  private send(producer: types.Producer, packet: Buffer): void {
    if (!producer.closed) producer.send(packet);
  }
}

/** RTCP packets come several in one (RFC 3550, 6.1); a picture loss (RFC 4585, 6.3.1) is of type 206, kind 1. */
function asksForKeyFrame(compound: Buffer): boolean {
  for (let at = 0; at + 4 <= compound.length; at += 4 + compound.readUInt16BE(at + 2) * 4) {
    if (compound[at + 1] === 206 && (compound[at]! & 0x1f) === 1) return true;
  }
  return false;
}
