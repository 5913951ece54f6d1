import type { SoundFrame } from './aac-encoder.js';
import {
  AAC_FRAME,
  AUDIO_TIMESCALE,
  VIDEO_TIMESCALE,
  mediaSegment,
  type AudioSample,
  type VideoSample,
} from './fmp4.js';
import type { TakeLadder } from './ladder.js';
import type { Picture, PictureFormat } from './picture.js';

/** A run of segments of one source, codec and size. */
export interface TakeInfo {
  number: number;
  format: PictureFormat;
  /** Where it begins on the server's clock and on the programme's time line, ticks. */
  startAt: number;
  mediaAt: number;
  /** Wall clock of `startAt`, milliseconds since 1970. */
  startedAt: number;
  /** Its lower qualities; null for a source without layers. */
  ladder: TakeLadder | null;
}

/** Pictures between two places on the server's clock (ticks); sound is added when all of it is there. */
export interface Span {
  take: TakeInfo;
  from: number;
  to: number;
  pictures: Picture[];
  /** It begins with a key frame. */
  independent: boolean;
}

export interface FinishedSegment {
  take: TakeInfo;
  /** Ticks. */
  duration: number;
  /** Wall clock, milliseconds since 1970. */
  startedAt: number;
  independent: boolean;
  /** The best quality and the lower ones, in their order. */
  qualities: FinishedQuality[];
}

export interface FinishedQuality {
  format: PictureFormat;
  build(sequence: number): Buffer;
}

export function ticksToSamples(ticks: number): number {
  return Math.round((ticks * AUDIO_TIMESCALE) / VIDEO_TIMESCALE);
}

/** Puts the tracks of a span on the programme's time line, in each of its qualities. */
export function finishSegment(span: Span, sounds: SoundFrame[]): FinishedSegment {
  const { take, from, to } = span;
  const shift = take.mediaAt - take.startAt;
  const soundShift = ticksToSamples(take.mediaAt) - ticksToSamples(take.startAt);
  const audio = { decodeTime: (sounds[0]?.at ?? 0) + soundShift, samples: audioSamples(sounds) };
  const lower = take.ladder?.divide(span) ?? [];
  const qualities = [{ format: take.format, pictures: span.pictures }, ...lower].map(({ format, pictures }) => {
    const video = {
      decodeTime: pictures.length > 0 ? firstTime(pictures) + shift : 0,
      samples: videoSamples(pictures, to),
    };
    return { format, build: (sequence: number) => mediaSegment({ sequence, video, audio }) };
  });
  return {
    take,
    duration: to - from,
    startedAt: take.startedAt + ((from - take.startAt) * 1000) / VIDEO_TIMESCALE,
    independent: span.independent && lower.every(({ pictures }) => pictures[0]!.key),
    qualities,
  };
}

function firstTime(pictures: readonly Picture[]): number {
  return Math.min(...pictures.map((picture) => picture.at));
}

/**
 * Decoding times are the presentation times in ascending order, so that streams with B pictures need no delay; the
 * difference is each picture's composition offset. The last picture lasts until the end of the span.
 */
function videoSamples(pictures: readonly Picture[], to: number): VideoSample[] {
  const times: number[] = [];
  for (const at of pictures.map((picture) => picture.at).sort((a, b) => a - b)) {
    times.push(Math.max(at, (times.at(-1) ?? -Infinity) + 1));
  }
  return pictures.map((picture, i) => ({
    duration: Math.max(1, (times[i + 1] ?? to) - times[i]!),
    compositionOffset: picture.at - times[i]!,
    key: picture.key,
    nals: nalsOf(picture),
  }));
}

/**
 * Key frames carry their parameter sets as well as the init segment does: senders may change them without a change of
 * size, and ffmpeg keeps to the first init segment of a playlist.
 */
function nalsOf({ key, nals, format }: Picture): Buffer[] {
  return key ? [...format.sps, ...format.pps, ...nals] : nals;
}

/** A frame lasts until the next one: a hole in the sound stays a hole and does not shift what follows. */
function audioSamples(sounds: SoundFrame[]): AudioSample[] {
  return sounds.map(({ at, data }, i) => ({ duration: (sounds[i + 1]?.at ?? at + AAC_FRAME) - at, data }));
}
