import type { VideoFormat } from './fmp4.js';
import { VIDEO_TIMESCALE } from './fmp4.js';

/** Size and parameter sets of a picture's stream. */
export interface PictureFormat extends VideoFormat {
  /** RFC 6381, e.g. `avc1.42e01f`. */
  codec: string;
}

/** One H.264 picture on the server's clock. */
export interface Picture {
  /** Ticks of 1/90000 s of the server's monotonic clock. */
  at: number;
  key: boolean;
  nals: Buffer[];
  /** The format in force. */
  format: PictureFormat;
}

/** What the packager and the programme need of a video source, whatever its codec. */
export interface PictureSource {
  /** The format was turned into H.264 here. */
  readonly transcoded: boolean;
  /** Asks the sender; too frequent calls are swallowed. */
  requestKeyFrame(now: number): void;
  /** To be called every few milliseconds. */
  tick(now: number): void;
  /** Nothing comes any more; resolves when its processes are gone. */
  stop(): Promise<void>;
}

export interface PictureSourceEvents {
  /** Called for every packet, whether or not it becomes a picture. */
  onPacket(now: number): void;
  onPicture(picture: Picture): void;
  onWarning(code: 'encoder_restarted', detail: string): void;
}

export function toTicks(milliseconds: number): number {
  return Math.round(milliseconds * (VIDEO_TIMESCALE / 1000));
}

/** A decoder set up for one can go on with the other (parameter sets may still differ; they travel with each key frame). */
export function sameFormat(a: PictureFormat, b: PictureFormat): boolean {
  return a.codec === b.codec && a.width === b.width && a.height === b.height;
}
