/** One published segment; what a playlist line says about it. */
export interface ListedSegment {
  sequence: number;
  take: number;
  /** Seconds. */
  duration: number;
  /** Wall clock, milliseconds since 1970. */
  startedAt: number;
  /** Begins with a key frame. */
  independent: boolean;
  /** Bit rate of each quality there is of it, best first, kbit/s; empty where it was not written down. */
  kilobits: readonly number[];
}

export interface PlaylistOptions {
  /** EXT-X-TARGETDURATION: no segment may be longer, rounded (RFC 8216, 4.3.3.1). */
  target: number;
  /** `event` only grows (RFC 8216, 4.3.3.5); `live` slides. */
  kind: 'event' | 'live';
  ended: boolean;
  /** 0 (or none): the best quality; 1: the one below it, and so on. Where a segment has no such, the next better one. */
  rung?: number;
}

export const LIVE_WINDOW = 8;
/** Qualities below the best: the studio sends two layers. */
export const MOST_RUNGS = 1;

export function segmentName(sequence: number, rung = 0): string {
  return `seg-${String(sequence).padStart(6, '0')}${suffix(rung)}.m4s`;
}

export function initName(take: number, rung = 0): string {
  return `init-${take}${suffix(rung)}.mp4`;
}

/** The media playlist of a quality: `live.m3u8`, `live-1.m3u8`. */
export function playlistName(name: string, rung = 0): string {
  return `${name}${suffix(rung)}.m3u8`;
}

function suffix(rung: number): string {
  return rung === 0 ? '' : `-${rung}`;
}

/** What the studio's layers take at 1280x720, with sound and room for peaks; bit/s. */
const EXPECTED_BANDWIDTH = [2_200_000, 650_000];

/**
 * The multivariant playlist (RFC 8216, 4.3.4): the best quality first. Players read it once, so that one which may still
 * grow lists all qualities that can come; of an ended one those that there are. BANDWIDTH is the highest rate of the
 * segments that exist in the quality, without those for which a better one stands in.
 */
export function renderLadder(name: string, segments: readonly ListedSegment[], ended: boolean): string {
  const rungs = ended ? Math.max(0, ...segments.map(({ kilobits }) => kilobits.length - 1)) : MOST_RUNGS;
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7'];
  for (let rung = 0; rung <= rungs; rung += 1) {
    const measured = Math.max(0, ...segments.map(({ kilobits }) => (kilobits[rung] ?? 0) * 1000));
    const bandwidth = ended && measured > 0 ? measured : Math.max(measured, EXPECTED_BANDWIDTH[rung]!);
    lines.push(`#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth}`, playlistName(name, rung));
  }
  return `${lines.join('\n')}\n`;
}

/**
 * A media playlist of all segments (`event`) or of the last few (`live`). A segment's discontinuity sequence number is
 * the number of breaks before it in the whole programme, in both playlists; a break is a change of take, or a place
 * where segments were left out. Media sequence numbers count what is listed, so that a segment keeps its own although
 * others were left out before it.
 */
export function renderPlaylist(segments: readonly ListedSegment[], options: PlaylistOptions): string {
  const from = options.kind === 'live' ? Math.max(0, segments.length - LIVE_WINDOW) : 0;
  const listed = segments.slice(from);
  let discontinuities = 0;
  for (let i = 1; i < from; i += 1) if (isBreak(segments[i - 1]!, segments[i]!)) discontinuities += 1;
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${options.target}`,
    `#EXT-X-MEDIA-SEQUENCE:${(segments[0]?.sequence ?? 0) + from}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${discontinuities}`,
    ...(options.kind === 'event' ? ['#EXT-X-PLAYLIST-TYPE:EVENT'] : []),
    ...(listed.every((segment) => segment.independent) ? ['#EXT-X-INDEPENDENT-SEGMENTS'] : []),
  ];
  let previous = segments[from - 1];
  listed.forEach((segment, i) => {
    const broken = previous !== undefined && isBreak(previous, segment);
    if (broken) lines.push('#EXT-X-DISCONTINUITY');
    const rung = Math.max(0, Math.min(options.rung ?? 0, segment.kilobits.length - 1));
    if (i === 0 || broken) {
      lines.push(`#EXT-X-MAP:URI="${initName(segment.take, rung)}"`);
      lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.startedAt).toISOString()}`);
    }
    if (segment.kilobits.length > 0) lines.push(`#EXT-X-BITRATE:${segment.kilobits[rung]}`);
    if (!options.rung && segment.kilobits.length > 1) lines.push(`${LOWER}:${segment.kilobits.slice(1).join(',')}`);
    lines.push(`#EXTINF:${segment.duration.toFixed(5)},`, segmentName(segment.sequence, rung));
    previous = segment;
  });
  if (options.ended) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

/** A comment to players: bit rates of the lower qualities. */
const LOWER = '#LOWER-KILOBITS';

function isBreak(before: ListedSegment, after: ListedSegment): boolean {
  return before.take !== after.take || before.sequence + 1 !== after.sequence;
}

/** Reads back what renderPlaylist wrote as `event`; throws on anything else, so that no recording is written over. */
export function parsePlaylist(text: string): { segments: ListedSegment[]; target: number; ended: boolean } {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  if (lines.shift() !== '#EXTM3U') throw new Error('not a playlist');
  const segments: ListedSegment[] = [];
  let [target, take, startedAt, duration] = [0, NaN, NaN, NaN];
  let kilobits: number[] = [];
  const independent = lines.includes('#EXT-X-INDEPENDENT-SEGMENTS');
  for (const line of lines) {
    const [tag, value = ''] = line.split(/:(.*)/s);
    if (tag === '#EXT-X-TARGETDURATION') target = Number(value);
    else if (tag === '#EXT-X-MAP') take = Number(/init-(\d+)\.mp4/.exec(value)?.[1]);
    else if (tag === '#EXT-X-PROGRAM-DATE-TIME') startedAt = Date.parse(value);
    else if (tag === '#EXT-X-BITRATE') kilobits = [Number(value)];
    else if (tag === LOWER) kilobits.push(...value.split(',').map(Number));
    else if (tag === '#EXTINF') duration = Number.parseFloat(value);
    else if (!line.startsWith('#')) {
      const sequence = Number(/^seg-(\d+)\.m4s$/.exec(line)?.[1]);
      if (![sequence, take, startedAt, duration, ...kilobits].every(Number.isFinite))
        throw new Error(`odd playlist line: ${line}`);
      segments.push({ sequence, take, duration, startedAt, independent, kilobits });
      startedAt += duration * 1000;
      [duration, kilobits] = [NaN, []];
    }
  }
  return { segments, target, ended: lines.at(-1) === '#EXT-X-ENDLIST' };
}
