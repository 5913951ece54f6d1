import type { SegmentSink } from './egress/sink.js';
import type { MediaTap } from './egress/tap.js';
import { MediaError, type MediaFactBody, type ProgrammeSummary } from './types.js';

export type ProgrammeFact = MediaFactBody extends infer Body
  ? Body extends { fact: `programme.${string}` }
    ? Omit<Body, 'roomId'>
    : never
  : never;

/** Stands where the programme feed will be. */
export class Programme {
  static open(_options: {
    prefix: string;
    sink: SegmentSink;
    ffmpegPath: string;
    segmentSeconds: number;
    onFact(body: ProgrammeFact): void;
  }): Promise<Programme> {
    return Promise.reject(new MediaError('media.not_ready', 'the programme feed is not built in yet'));
  }

  setSources(_sources: { video: MediaTap | null; audio: MediaTap[] }): void {}

  end(): Promise<ProgrammeSummary> {
    return Promise.resolve({ takes: 0, segments: 0, durationMs: 0 });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
