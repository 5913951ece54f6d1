import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LIVE_WINDOW, parsePlaylist, renderLadder, renderPlaylist, type ListedSegment } from './playlist.js';

const START = Date.UTC(2026, 2, 1, 1);

/** A programme: each entry is a segment, `cut` begins a new take after a pause. */
const programmes = fc
  .array(
    fc.record({
      cut: fc.boolean(),
      length: fc.integer({ min: 20, max: 3400 }),
      pause: fc.nat(9000),
      kilobits: fc.array(fc.nat(9000), { maxLength: 3 }),
    }),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((entries) => {
    const segments: ListedSegment[] = [];
    let [take, at] = [0, START];
    entries.forEach(({ cut, length, pause, kilobits }, sequence) => {
      if (cut && sequence > 0) [take, at] = [take + 1, at + pause];
      segments.push({ sequence, take, duration: length / 1000, startedAt: at, independent: true, kilobits });
      at += length;
    });
    return segments;
  });

const discontinuitySequences = (text: string): Map<string, number> => {
  const found = new Map<string, number>();
  let current = Number(/DISCONTINUITY-SEQUENCE:(\d+)/.exec(text)![1]);
  for (const line of text.split('\n')) {
    if (line === '#EXT-X-DISCONTINUITY') current += 1;
    if (line.startsWith('seg-')) found.set(line, current);
  }
  return found;
};

describe('playlists', () => {
  it('are read back as they were written', () => {
    fc.assert(
      fc.property(programmes, fc.boolean(), (segments, ended) => {
        const text = renderPlaylist(segments, { target: 3, kind: 'event', ended });
        const back = parsePlaylist(text);
        expect(back).toMatchObject({ target: 3, ended });
        expect(back.segments.map(({ startedAt: _, ...rest }) => rest)).toEqual(
          segments.map(({ startedAt: _, ...rest }) => rest),
        );
        back.segments.forEach((segment, i) => expect(segment.startedAt).toBeCloseTo(segments[i]!.startedAt, -1));
      }),
    );
  });

  it('slide without changing what a segment is', () => {
    fc.assert(
      fc.property(programmes, (segments) => {
        const all = discontinuitySequences(renderPlaylist(segments, { target: 3, kind: 'event', ended: false }));
        for (let count = 1; count <= segments.length; count += 1) {
          const text = renderPlaylist(segments.slice(0, count), { target: 3, kind: 'live', ended: false });
          const window = discontinuitySequences(text);
          expect(window.size).toBe(Math.min(count, LIVE_WINDOW));
          expect(text).toContain(`#EXT-X-MEDIA-SEQUENCE:${count - window.size}\n`);
          for (const [name, sequence] of window) expect(sequence).toBe(all.get(name));
          expect(text.indexOf('#EXT-X-MAP')).toBeLessThan(text.indexOf('#EXTINF'));
        }
      }),
    );
  });

  it('have the lines of RFC 8216', () => {
    const segments = [
      { sequence: 0, take: 0, duration: 2, startedAt: START, independent: true, kilobits: [900] },
      { sequence: 1, take: 2, duration: 1.5, startedAt: START + 9000, independent: true, kilobits: [] },
    ];
    expect(renderPlaylist(segments, { target: 3, kind: 'event', ended: true })).toBe(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:7',
        '#EXT-X-TARGETDURATION:3',
        '#EXT-X-MEDIA-SEQUENCE:0',
        '#EXT-X-DISCONTINUITY-SEQUENCE:0',
        '#EXT-X-PLAYLIST-TYPE:EVENT',
        '#EXT-X-INDEPENDENT-SEGMENTS',
        '#EXT-X-MAP:URI="init-0.mp4"',
        '#EXT-X-PROGRAM-DATE-TIME:2026-03-01T01:00:00.000Z',
        '#EXT-X-BITRATE:900',
        '#EXTINF:2.00000,',
        'seg-000000.m4s',
        '#EXT-X-DISCONTINUITY',
        '#EXT-X-MAP:URI="init-2.mp4"',
        '#EXT-X-PROGRAM-DATE-TIME:2026-03-01T01:00:09.000Z',
        '#EXTINF:1.50000,',
        'seg-000001.m4s',
        '#EXT-X-ENDLIST',
        '',
      ].join('\n'),
    );
  });

  it('of a lower quality break in the same places, and name the better one where there is no lower', () => {
    fc.assert(
      fc.property(programmes, (segments) => {
        const options = { target: 3, kind: 'event', ended: true } as const;
        const [best, lower] = [0, 1].map((rung) => renderPlaylist(segments, { ...options, rung }).split('\n'));
        const sameFrom = (lines: string[]) =>
          lines.filter((line) => !/BITRATE|KILOBITS/.test(line)).map((line) => line.replace(/(\d)-1(?=\.m)/, '$1'));
        expect(sameFrom(lower!)).toEqual(sameFrom(best!));
        const listed = lower!.filter((line) => line.startsWith('seg-')).map((line) => line.endsWith('-1.m4s'));
        expect(listed).toEqual(segments.map(({ kilobits }) => kilobits.length > 1));
      }),
    );
  });

  it('are named by a ladder: all that may come while it runs, what there is afterwards', () => {
    const segment = { sequence: 0, take: 0, duration: 2, startedAt: START, independent: true };
    const names = (kilobits: number[], ended: boolean) =>
      renderLadder('dvr', [{ ...segment, kilobits }], ended).match(/BANDWIDTH=\d+|.+m3u8/g);
    expect(names([1800, 400], true)).toEqual(['BANDWIDTH=1800000', 'dvr.m3u8', 'BANDWIDTH=400000', 'dvr-1.m3u8']);
    expect(names([3000], true)).toEqual(['BANDWIDTH=3000000', 'dvr.m3u8']);
    expect(names([], true)).toEqual(['BANDWIDTH=2200000', 'dvr.m3u8']);
    expect(names([3000], false)).toEqual(['BANDWIDTH=3000000', 'dvr.m3u8', 'BANDWIDTH=650000', 'dvr-1.m3u8']);
  });

  it('are refused if they are not ours', () => {
    expect(() => parsePlaylist('')).toThrow();
    expect(() => parsePlaylist('#EXTM3U\n#EXTINF:2,\nother.ts\n')).toThrow();
    expect(() => parsePlaylist('#EXTM3U\n#EXT-X-MAP:URI="init-0.mp4"\nseg-000000.m4s\n')).toThrow();
  });
});
