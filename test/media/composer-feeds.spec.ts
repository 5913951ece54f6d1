import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ProducerFeed } from '../../media/composer/producer-feed.js';
import { until } from '../setup/media-harness.js';
import { colourAt, nameOf } from './composer-view.js';
import { FFMPEG, Recording, type Filter, type Source, type TestTap } from './egress-feed.js';

const LIMIT = 60_000;
const box = { width: 320, height: 180 };
const SOURCES = {
  vp8: { lavfi: 'color=lime:size=640x360:rate=15', codec: 'video/VP8' },
  vp8Upright: { lavfi: 'color=red:size=180x320:rate=15', codec: 'video/VP8' },
  h264: { lavfi: 'color=blue:size=640x360:rate=15', codec: 'video/H264' },
  h264Small: { lavfi: 'color=yellow:size=320x180:rate=15', codec: 'video/H264' },
} satisfies Record<string, Source>;

describe('cameras', () => {
  const recordings = {} as Record<keyof typeof SOURCES, Recording>;

  beforeAll(async () => {
    const made = Object.entries<Source>(SOURCES).map(async ([name, source]) => {
      recordings[name as keyof typeof SOURCES] = await Recording.make(source);
    });
    await Promise.all(made);
  }, LIMIT);

  afterAll(() => {
    for (const recording of Object.values(recordings)) recording.stop();
  });

  async function play(tap: TestTap, look: (feed: ProducerFeed) => Promise<void>): Promise<string[]> {
    const warnings: string[] = [];
    const feed = new ProducerFeed({
      ffmpegPath: FFMPEG,
      openTap: async () => tap,
      box,
      fit: 'contain',
      onWarning: (code) => warnings.push(code),
    });
    const timer = setInterval(() => feed.tick(performance.now()), 40);
    try {
      await look(feed);
    } finally {
      clearInterval(timer);
      await feed.close();
    }
    return warnings;
  }

  const seen = (feed: ProducerFeed): string => nameOf(feed.picture && colourAt(feed.picture, 0.5, 0.5));

  it.each([
    ['vp8', 'lime', 320, 180],
    ['vp8Upright', 'red', 102, 180],
    ['h264', 'blue', 320, 180],
  ] as const)(
    'shows %s',
    async (name, colour, width, height) => {
      const warnings = await play(recordings[name].tap(), async (feed) => {
        await until('its colour', 10_000, () => seen(feed) === colour);
        expect(feed.picture).toMatchObject({ width, height });
        const before = feed.version;
        await until('further pictures', 5_000, () => feed.version > before + 10);
      });
      expect(warnings).toEqual([]);
    },
    LIMIT,
  );

  /** One sender that begins to send something else. */
  function changing(first: keyof typeof SOURCES, second: keyof typeof SOURCES): { tap: TestTap; change(): void } {
    let changed = false;
    const tap = recordings[first].tap((packet, pass) => !changed && pass(packet));
    const other = recordings[second].tap();
    other.onRtp((packet) => changed && tap.feed(packet));
    return { tap, change: () => (changed = true) };
  }

  it(
    'goes on when a camera lowers its resolution, and lies otherwise when a telephone is turned',
    async () => {
      const smaller = changing('h264', 'h264Small');
      const turned = changing('vp8', 'vp8Upright');
      const warnings = await Promise.all([
        play(smaller.tap, async (feed) => {
          await until('the large picture', 10_000, () => seen(feed) === 'blue');
          smaller.change();
          await until('the small picture', 10_000, () => seen(feed) === 'yellow');
          expect(feed.picture).toMatchObject(box);
        }),
        play(turned.tap, async (feed) => {
          await until('the wide picture', 10_000, () => seen(feed) === 'lime');
          turned.change();
          await until('the upright picture', 10_000, () => seen(feed) === 'red');
          expect(feed.picture).toMatchObject({ width: 102, height: 180 });
        }),
      ]);
      expect(warnings).toEqual([[], []]);
    },
    LIMIT,
  );

  it(
    'survives loss, and asks a silent sender before it gives it up',
    async () => {
      let [count, silent] = [0, false];
      const spoil: Filter = (packet, pass) => {
        count += 1;
        if (!silent && count % 50 !== 0) pass(packet);
      };
      const tap = recordings.h264.tap(spoil);
      await play(tap, async (feed) => {
        await until('its colour', 10_000, () => seen(feed) === 'blue');
        silent = true;
        const asked = tap.keyFrameRequests;
        const began = performance.now();
        await until('the end', 10_000, () => feed.picture === null);
        expect(performance.now() - began).toBeGreaterThan(2_500);
        expect(tap.keyFrameRequests).toBeGreaterThan(asked + 1);
        silent = false;
        await until('its colour again', 10_000, () => seen(feed) === 'blue');
      });
    },
    LIMIT,
  );

  it('says what it cannot decode', async () => {
    const tap = recordings.h264.tap();
    Object.defineProperty(tap, 'mimeType', { value: 'video/AV1' });
    const warnings = await play(tap, (feed) => until('its end', 5_000, () => feed.failed).then(() => undefined));
    expect(warnings).toEqual(['source_failed']);
  });
});
