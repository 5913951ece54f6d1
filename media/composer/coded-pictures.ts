import { H264Source } from '../egress/h264-source.js';
import type { MediaTap } from '../egress/tap.js';
import { VideoInput } from '../egress/video-input.js';
import { Vp8Depacketiser } from '../egress/vp8.js';
import type { Size } from './layout.js';

/** One picture as its sender coded it. */
export interface CodedPicture {
  key: boolean;
  /** Of a key frame; those after it have the same. */
  size: Size | null;
  data: Buffer;
}

/** What is coded of a camera or screen, in order and without holes. */
export interface CodedPictures {
  readonly codec: 'H264' | 'VP80';
  /** Too frequent calls are swallowed. */
  requestKeyFrame(now: number): void;
  tick(now: number): void;
  stop(): void;
}

/** Null if the codec is neither H.264 nor VP8. */
export function openPictures(tap: MediaTap, onPicture: (picture: CodedPicture) => void): CodedPictures | null {
  const codec = tap.mimeType.toLowerCase();
  if (codec === 'video/h264') return openH264(tap, onPicture);
  return codec === 'video/vp8' ? openVp8(tap, onPicture) : null;
}

const START_CODE = Buffer.from([0, 0, 0, 1]);

function openH264(tap: MediaTap, onPicture: (picture: CodedPicture) => void): CodedPictures {
  const source = new H264Source(tap, {
    onPacket: () => undefined,
    onWarning: () => undefined,
    onPicture: ({ key, nals, format }) => {
      const units = key ? [...format.sps, ...format.pps, ...nals] : nals;
      onPicture({ key, size: key ? format : null, data: Buffer.concat(units.flatMap((unit) => [START_CODE, unit])) });
    },
  });
  return {
    codec: 'H264',
    requestKeyFrame: (now) => source.requestKeyFrame(now),
    tick: (now) => source.tick(now),
    stop: () => void source.stop(),
  };
}

function openVp8(tap: MediaTap, onPicture: (picture: CodedPicture) => void): CodedPictures {
  const depacketiser = new Vp8Depacketiser(
    ({ size, data }) => {
      input.waitsForKey = false;
      onPicture({ key: size !== null, size, data });
    },
    () => input.lost(),
  );
  const input: VideoInput = new VideoInput(tap, {
    onPacket: () => undefined,
    onOrdered: (ordered) => depacketiser.push(ordered),
  });
  return {
    codec: 'VP80',
    requestKeyFrame: (now) => input.requestKeyFrame(now),
    tick: (now) => input.tick(now),
    stop: () => (input.stopped = true),
  };
}
