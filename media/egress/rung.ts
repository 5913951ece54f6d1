import { VIDEO_TIMESCALE } from './fmp4.js';
import { sameFormat, type Picture, type PictureFormat } from './picture.js';

/** Key frames of all layers are of one moment; they arrive within this time of each other. */
const SNAP_TICKS = 0.1 * VIDEO_TIMESCALE;
/** A take whose layer's first key frame comes later than this does without that layer. */
const FIRST_KEY_TICKS = 1 * VIDEO_TIMESCALE;
/** Nobody asks for what is older: the sink is slow, or this source is not on air. */
const KEPT_TICKS = 15 * VIDEO_TIMESCALE;

interface Stretch {
  /** Ticks of the server's clock. */
  from: number;
  to: number;
}

/** The pictures of one lower quality, kept until it is known where the segments of the best one begin and end. */
export class Rung {
  private readonly pictures: Picture[] = [];

  keep(picture: Picture): void {
    this.pictures.push(picture);
    const kept = this.pictures.findIndex(({ at }) => at > picture.at - KEPT_TICKS);
    this.pictures.splice(0, kept);
  }

  /**
   * The key frame with which a take can begin, null if nothing can be decoded at the beginning of the stretch. What came
   * before it is forgotten.
   */
  begin({ from, to }: Stretch): Picture | null {
    const until = Math.min(to, from + FIRST_KEY_TICKS);
    const before = this.pictures.findLastIndex(({ key, at }) => key && at <= from + SNAP_TICKS);
    const first = before >= 0 ? before : this.pictures.findIndex(({ key, at }) => key && at < until);
    if (first < 0) return null;
    this.pictures.splice(0, first);
    return this.pictures[0]!;
  }

  /** Takes out the pictures of the stretch, the first of them at its beginning; none where nothing of the format came. */
  divide({ from, to }: Stretch, format: PictureFormat): Picture[] {
    const late = this.pictures.findIndex(({ key, at }) => key && Math.abs(at - from) <= SNAP_TICKS);
    this.pictures.splice(0, Math.max(0, late));
    const mine = this.pictures.splice(0, this.placeOf(to));
    return mine
      .filter((picture) => sameFormat(picture.format, format))
      .map((picture, i) => ({ ...picture, at: i === 0 ? from : Math.max(picture.at, from + i) }));
  }

  /** Forgets what came before. */
  drop(until: number): void {
    this.pictures.splice(0, this.placeOf(until));
  }

  /** Where the segment ends: before the key frame of that moment, or before the first picture after it. */
  private placeOf(at: number): number {
    const key = this.pictures.findIndex((picture) => picture.key && Math.abs(picture.at - at) <= SNAP_TICKS);
    const place = key >= 0 ? key : this.pictures.findIndex((picture) => picture.at >= at);
    return place < 0 ? this.pictures.length : place;
  }
}
