import type { types } from 'mediasoup';
import { KEY_FRAME_REQUEST_DELAY_MS } from '../codecs.js';
import type { Ask } from '../deadline.js';
import { MediaError } from '../types.js';
import { h264Payloads, RtpNumbering } from './rtp-packets.js';

const VIDEO = { payloadType: 96, ssrc: 0x59510011 };
const AUDIO = { payloadType: 97, ssrc: 0x59510012 };
/** One name for both: browsers keep tracks of one name in step. */
const RTCP = { cname: 'composer' };
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
      const video = await ask('open composer', transport.produce(videoOptions()));
      const audio = await ask('open composer', transport.produce(audioOptions()));
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

function videoOptions(): types.ProducerOptions {
  return {
    kind: 'video',
    keyFrameRequestDelay: KEY_FRAME_REQUEST_DELAY_MS,
    rtpParameters: {
      codecs: [
        {
          mimeType: 'video/H264',
          payloadType: VIDEO.payloadType,
          clockRate: 90000,
          parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
          rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
        },
      ],
      encodings: [{ ssrc: VIDEO.ssrc }],
      rtcp: RTCP,
    },
  };
}

function audioOptions(): types.ProducerOptions {
  return {
    kind: 'audio',
    rtpParameters: {
      codecs: [
        {
          mimeType: 'audio/opus',
          payloadType: AUDIO.payloadType,
          clockRate: 48000,
          channels: 2,
          parameters: { 'sprop-stereo': 1 },
        },
      ],
      encodings: [{ ssrc: AUDIO.ssrc }],
      rtcp: RTCP,
    },
  };
}
