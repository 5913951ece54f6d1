import type { RecordedRange } from '../../src/contracts/index.js';

/**
 * Where on the recording's own time line a place of the untrimmed replay lies: what is withdrawn is left out there.
 *
 * @param withdrawn in their order
 */
export function recordedMs(shownSeconds: number, withdrawn: readonly RecordedRange[]): number {
  let at = Math.round(shownSeconds * 1000);
  for (const { fromMs, toMs } of withdrawn) if (at >= fromMs) at += toMs - fromMs;
  return at;
}

/** The way back; a place that is withdrawn is where the picture goes on. */
export function shownSeconds(recorded: number, withdrawn: readonly RecordedRange[]): number {
  const before = withdrawn.reduce((sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(recorded, toMs) - fromMs), 0);
  return (recorded - before) / 1000;
}
