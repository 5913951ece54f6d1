import { describe, expect, it } from '@jest/globals';
import { parsePlaylist, type ListedSegment } from './playlist.js';
import { Publisher } from './publisher.js';
import type { FinishedSegment, TakeInfo } from './segment.js';
import type { SegmentSink } from './sink.js';

const FORMAT = { width: 2, height: 2, codec: 'avc1.42c01e', sps: [Buffer.from([0x67, 0x42, 0xc0, 0x1e])], pps: [] };

const segmentOf = (number: number): FinishedSegment => ({
  take: { number, format: FORMAT, startAt: 0, mediaAt: 0, startedAt: 0, ladder: null } satisfies TakeInfo,
  duration: 180_000,
  startedAt: 0,
  independent: true,
  qualities: [{ format: FORMAT, build: (sequence) => Buffer.from(`segment ${sequence}`) }],
});

class MemorySink implements SegmentSink {
  readonly files = new Map<string, Buffer>();
  readonly order: string[] = [];
  broken = false;
  release: () => void = () => undefined;
  private gate: Promise<void> | null = null;

  hold(): void {
    this.gate = new Promise((resolve) => (this.release = resolve));
  }

  async put(path: string, bytes: Buffer): Promise<void> {
    await this.gate;
    if (this.broken) throw new Error('no space left');
    this.order.push(path);
    this.files.set(path, bytes);
    if (!path.endsWith('.m3u8')) return;
    for (const line of bytes.toString().split('\n')) {
      const name = /^seg-.*|(?<=URI=").*(?=")/.exec(line)?.[0];
      if (name) expect(this.files.has(`p/${name}`)).toBe(true);
    }
  }

  async get(path: string): Promise<Buffer | null> {
    return this.files.get(path) ?? null;
  }
}

function make(sink: MemorySink, segments: ListedSegment[] = []) {
  const lost: string[] = [];
  const publisher = new Publisher({
    sink,
    prefix: 'p',
    target: 3,
    segments,
    onPublished: () => undefined,
    onLost: (reason) => lost.push(reason),
  });
  return { publisher, lost };
}

describe('Publisher', () => {
  it('writes what a playlist names before the playlist', async () => {
    const sink = new MemorySink();
    const { publisher } = make(sink);
    publisher.publish(segmentOf(4));
    publisher.publish(segmentOf(4));
    publisher.publish(segmentOf(5));
    await publisher.drained();
    const lists = ['p/dvr.m3u8', 'p/live.m3u8'];
    expect(sink.order).toEqual([
      ...['p/init-4.mp4', 'p/seg-000000.m4s', ...lists],
      ...['p/seg-000001.m4s', ...lists],
      ...['p/init-5.mp4', 'p/seg-000002.m4s', ...lists],
    ]);
  });

  it('drops the rest of a take that it could not write, without a hole in the numbers', async () => {
    const sink = new MemorySink();
    const { publisher, lost } = make(sink);
    publisher.publish(segmentOf(0));
    await publisher.drained();
    sink.broken = true;
    publisher.publish(segmentOf(0));
    await publisher.drained();
    sink.broken = false;
    publisher.publish(segmentOf(0));
    publisher.publish(segmentOf(1));
    await publisher.drained();
    expect(lost).toEqual(['no space left']);
    const { segments } = parsePlaylist(sink.files.get('p/dvr.m3u8')!.toString());
    expect(segments.map(({ sequence, take }) => [sequence, take])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it('says that the sink does not keep up, until it has caught up', async () => {
    const sink = new MemorySink();
    const { publisher } = make(sink);
    sink.hold();
    let taken = 0;
    for (; !publisher.congested; taken += 1) publisher.publish(segmentOf(0));
    expect(taken).toBeLessThan(20);
    sink.release();
    await publisher.drained();
    expect(publisher.congested).toBe(false);
    expect(publisher.segments.length).toBe(taken);
  });

  it('writes nothing more once it is stopped', async () => {
    const sink = new MemorySink();
    const { publisher } = make(sink);
    publisher.stop();
    publisher.publish(segmentOf(0));
    await publisher.drained();
    expect(sink.order).toEqual([]);
  });
});
