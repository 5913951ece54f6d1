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
}

export interface PlaylistOptions {
  /** EXT-X-TARGETDURATION: no segment may be longer, rounded (RFC 8216, 4.3.3.1). */
  target: number;
  /** `event` only grows (RFC 8216, 4.3.3.5); `live` slides. */
  kind: 'event' | 'live';
  ended: boolean;
}

export const LIVE_WINDOW = 8;

export function segmentName(sequence: number): string {
  return `seg-${String(sequence).padStart(6, '0')}.m4s`;
}

export function initName(take: number): string {
  return `init-${take}.mp4`;
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
    if (i === 0 || broken) {
      lines.push(`#EXT-X-MAP:URI="${initName(segment.take)}"`);
      lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.startedAt).toISOString()}`);
    }
    lines.push(`#EXTINF:${segment.duration.toFixed(5)},`, segmentName(segment.sequence));
    previous = segment;
  });
  if (options.ended) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

function isBreak(before: ListedSegment, after: ListedSegment): boolean {
  return before.take !== after.take || before.sequence + 1 !== after.sequence;
}

/** Reads back what renderPlaylist wrote as `event`; throws on anything else, so that no recording is written over. */
export function parsePlaylist(text: string): { segments: ListedSegment[]; target: number; ended: boolean } {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  if (lines.shift() !== '#EXTM3U') throw new Error('not a playlist');
  const segments: ListedSegment[] = [];
  let [target, take, startedAt, duration] = [0, NaN, NaN, NaN];
  const independent = lines.includes('#EXT-X-INDEPENDENT-SEGMENTS');
  for (const line of lines) {
    const [tag, value = ''] = line.split(/:(.*)/s);
    if (tag === '#EXT-X-TARGETDURATION') target = Number(value);
    else if (tag === '#EXT-X-MAP') take = Number(/init-(\d+)\.mp4/.exec(value)?.[1]);
    else if (tag === '#EXT-X-PROGRAM-DATE-TIME') startedAt = Date.parse(value);
    else if (tag === '#EXTINF') duration = Number.parseFloat(value);
    else if (!line.startsWith('#')) {
      const sequence = Number(/^seg-(\d+)\.m4s$/.exec(line)?.[1]);
      if (![sequence, take, startedAt, duration].every(Number.isFinite)) throw new Error(`odd playlist line: ${line}`);
      segments.push({ sequence, take, duration, startedAt, independent });
      startedAt += duration * 1000;
      duration = NaN;
    }
  }
  return { segments, target, ended: lines.at(-1) === '#EXT-X-ENDLIST' };
}
