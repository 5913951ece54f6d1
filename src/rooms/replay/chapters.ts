import type { Chapter, RecordingGap } from '../../contracts/session.contract.js';
import type { ListedSegment } from '../media.provider.js';

/** Something that happened at a moment of the session and is worth jumping to. */
export interface Mark extends Omit<Chapter, 'atSeconds'> {
  at: Date;
}

/** Two marks closer than this are one place; the later one names it. */
const SAME_PLACE_S = 1;
const SHORTEST_GAP_MS = 3_000;

/**
 * Marks on the time line of what is shown. One whose moment is left out (or lies in a pause) stands where the picture
 * goes on, as long as nothing later stands there; one after the last picture stands nowhere.
 *
 * @param shown the segments of the replay in their order
 * @param marks of any source, in any order
 */
export function chaptersOf(marks: readonly Mark[], shown: readonly ListedSegment[]): Chapter[] {
  const inOrder = [...marks].sort((a, b) => a.at.getTime() - b.at.getTime());
  const chapters: Chapter[] = [];
  for (const { at, ...mark } of inOrder) {
    const atSeconds = positionOf(at.getTime(), shown);
    if (atSeconds === null) continue;
    const before = chapters.at(-1);
    if (before && atSeconds - before.atSeconds < SAME_PLACE_S) chapters.pop();
    chapters.push({ atSeconds, ...mark });
  }
  return chapters;
}

function positionOf(at: number, shown: readonly ListedSegment[]): number | null {
  let position = 0;
  for (const { startedAt, duration } of shown) {
    if (startedAt + duration * 1000 > at) return Math.round(position + Math.max(0, at - startedAt) / 1000);
    position += duration;
  }
  return null;
}

/** Pauses of the session on the time line of what is shown; what was left out on purpose is none. */
export function gapsOf(shown: readonly ListedSegment[]): RecordingGap[] {
  let position = 0;
  return shown.flatMap((segment, index) => {
    position += segment.duration;
    const next = shown[index + 1];
    if (next?.sequence !== segment.sequence + 1) return [];
    const silence = next.startedAt - segment.startedAt - segment.duration * 1000;
    if (silence < SHORTEST_GAP_MS) return [];
    return [{ atSeconds: Math.round(position), seconds: Math.round(silence / 1000) }];
  });
}
