import type { MinuteValue } from '../../contracts/statistics.contract.js';

/** At most so many points: of minutes that fall together, the one with the most people, so that no peak is lost. */
export function thinnedCurve(curve: readonly MinuteValue[], most: number): MinuteValue[] {
  const together = Math.ceil(curve.length / most);
  if (together <= 1) return [...curve];
  const thinned: MinuteValue[] = [];
  for (let at = 0; at < curve.length; at += together) {
    thinned.push(curve.slice(at, at + together).reduce((best, one) => (one.present > best.present ? one : best)));
  }
  return thinned;
}
