import type { MinuteValue } from '../../src/contracts/index.js';

const MINUTE = 60_000;

/** The first minute with the most people; undefined while nobody came. */
export function peakOf(curve: readonly MinuteValue[]): MinuteValue | undefined {
  let peak: MinuteValue | undefined;
  for (const one of curve) if (one.present > (peak?.present ?? 0)) peak = one;
  return peak;
}

export type CurvePoint = [at: number, people: number | null];

/** The points of a line. Between two stretches on air there is nothing: the line is broken there. */
export function curvePoints(curve: readonly MinuteValue[], name: 'present' | 'watching'): CurvePoint[] {
  const points: CurvePoint[] = [];
  let before = Number.NaN;
  for (const one of curve) {
    const at = Date.parse(one.minute);
    if (at - before > MINUTE) points.push([before + MINUTE, null]);
    points.push([at, one[name]]);
    before = at;
  }
  return points;
}

/** The minute of the curve that is nearest to a moment. */
export function minuteAt(curve: readonly MinuteValue[], at: number): MinuteValue | undefined {
  let nearest: MinuteValue | undefined;
  const off = ({ minute }: MinuteValue) => Math.abs(Date.parse(minute) - at);
  for (const one of curve) if (!nearest || off(one) < off(nearest)) nearest = one;
  return nearest;
}
