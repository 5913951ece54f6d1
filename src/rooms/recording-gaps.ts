import type { RecordingGap } from '../contracts/session.contract.js';

export interface TakeSpan {
  startedAt: Date;
  durationMs: number;
}

/** Shorter pauses than this are a change of source, not a gap that a viewer should be told of. */
const SHORTEST_GAP_MS = 3_000;

/**
 * Where, on the replay's time line, nothing was on air, and for how long. The replay leaves gaps out: each lies at the
 * end of the take before it.
 *
 * @param takes in their order
 */
export function recordingGaps(takes: readonly TakeSpan[]): RecordingGap[] {
  let position = 0;
  return takes.flatMap((take, index) => {
    position += take.durationMs;
    const next = takes[index + 1];
    if (!next) return [];
    const silence = next.startedAt.getTime() - (take.startedAt.getTime() + take.durationMs);
    if (silence < SHORTEST_GAP_MS) return [];
    return [{ atSeconds: Math.round(position / 1000), seconds: Math.round(silence / 1000) }];
  });
}
