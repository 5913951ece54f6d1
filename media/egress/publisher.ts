import { VIDEO_TIMESCALE, initSegment } from './fmp4.js';
import { initName, renderPlaylist, segmentName, type ListedSegment } from './playlist.js';
import type { FinishedSegment } from './segment.js';
import type { SegmentSink } from './sink.js';

export interface PublisherOptions {
  sink: SegmentSink;
  prefix: string;
  target: number;
  /** What an earlier run left. */
  segments: ListedSegment[];
  onPublished(segment: ListedSegment): void;
  /** A file could not be written; the rest of its take is dropped. */
  onLost(reason: string): void;
}

const MAX_WAITING = 15;
const RELIEVED = 2;

/**
 * Writes one file after the other: init segment, segment, then the playlists that name them. Nothing is named that was
 * not written; numbers are given when a segment's turn comes, so that a lost one leaves no hole in them.
 */
export class Publisher {
  readonly segments: ListedSegment[];
  private tail: Promise<void> = Promise.resolve();
  private waiting = 0;
  private slow = false;
  private initialised: number | null = null;
  private lostTake: number | null = null;
  private stopped = false;

  constructor(private readonly options: PublisherOptions) {
    this.segments = [...options.segments];
  }

  /** The sink is too slow: until it has caught up, what is offered would only grow the queue. */
  get congested(): boolean {
    this.slow = this.waiting >= (this.slow ? RELIEVED : MAX_WAITING);
    return this.slow;
  }

  publish(segment: FinishedSegment): void {
    this.waiting += 1;
    this.enqueue(async () => {
      try {
        if (segment.take.number !== this.lostTake) await this.write(segment);
      } catch (error) {
        this.lostTake = segment.take.number;
        this.options.onLost((error as Error).message);
      } finally {
        this.waiting -= 1;
      }
    });
  }

  /** Writes a file that nobody misses if it fails. */
  offer(name: string, bytes: Buffer, contentType: string): void {
    this.enqueue(() => this.put(name, bytes, contentType).catch(() => undefined));
  }

  /** Runs in turn with the writes; must not throw. */
  enqueue(task: () => Promise<void> | void): void {
    this.tail = this.tail.then(async () => {
      if (!this.stopped) await task();
    });
  }

  async writePlaylists(ended: boolean): Promise<void> {
    for (const kind of ['event', 'live'] as const) {
      const text = renderPlaylist(this.segments, { target: this.options.target, kind, ended });
      const name = kind === 'event' ? 'dvr.m3u8' : 'live.m3u8';
      await this.put(name, Buffer.from(text), 'application/vnd.apple.mpegurl');
    }
  }

  private put(name: string, bytes: Buffer, contentType: string): Promise<void> {
    return this.options.sink.put(`${this.options.prefix}/${name}`, bytes, contentType);
  }

  async drained(): Promise<void> {
    await this.tail;
  }

  /** What waits is dropped. */
  stop(): void {
    this.stopped = true;
  }

  private async write(segment: FinishedSegment): Promise<void> {
    const take = segment.take.number;
    const sequence = (this.segments.at(-1)?.sequence ?? -1) + 1;
    const duration = segment.duration / VIDEO_TIMESCALE;
    const kilobits: number[] = [];
    for (const [rung, { format, build }] of segment.qualities.entries()) {
      if (this.initialised !== take) await this.put(initName(take, rung), initSegment(format), 'video/mp4');
      const bytes = build(sequence);
      await this.put(segmentName(sequence, rung), bytes, 'video/iso.segment');
      kilobits.push(Math.ceil((bytes.length * 8) / 1000 / duration));
    }
    this.initialised = take;
    const { startedAt, independent } = segment;
    const listed = { sequence, take, duration, startedAt, independent, kilobits };
    this.segments.push(listed);
    await this.writePlaylists(false);
    this.options.onPublished(listed);
  }
}
