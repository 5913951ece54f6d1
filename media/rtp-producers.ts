import type { types } from 'mediasoup';
import { KEY_FRAME_REQUEST_DELAY_MS } from './codecs.js';

/** One stream of plain RTP. */
export interface RtpStream {
  payloadType: number;
  ssrc: number;
  /** One name for picture and sound, although each has a producer of its own: browsers keep tracks of one name in step. */
  cname: string;
}

/** @param hears whether the sender is told when a viewer needs a key frame */
export function h264Producer({ payloadType, ssrc, cname }: RtpStream, { hears = false } = {}): types.ProducerOptions {
  return {
    kind: 'video',
    keyFrameRequestDelay: KEY_FRAME_REQUEST_DELAY_MS,
    rtpParameters: {
      codecs: [
        {
          mimeType: 'video/H264',
          payloadType,
          clockRate: 90000,
          parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
          ...(hears && { rtcpFeedback: [{ type: 'nack', parameter: 'pli' }] }),
        },
      ],
      encodings: [{ ssrc }],
      rtcp: { cname },
    },
  };
}

/** Opus, stereo. */
export function opusProducer({ payloadType, ssrc, cname }: RtpStream): types.ProducerOptions {
  return {
    kind: 'audio',
    rtpParameters: {
      codecs: [
        {
          mimeType: 'audio/opus',
          payloadType,
          clockRate: 48000,
          channels: 2,
          parameters: { 'sprop-stereo': 1 },
        },
      ],
      encodings: [{ ssrc }],
      rtcp: { cname },
    },
  };
}
