import type { WindowLevel } from '../../contracts/vocabulary.js';

/** Below what a window of a level may lie; the hub of a province lies below nothing. */
const PARENTS: Record<WindowLevel, readonly WindowLevel[]> = {
  province: [],
  city: ['province'],
  // Municipalities and some provinces administer counties without a city between.
  county: ['province', 'city'],
  cluster: ['province', 'city'],
};

/** @param parent level of the window above, null for none */
export function mayLieBelow(level: WindowLevel, parent: WindowLevel | null): boolean {
  return parent === null ? level === 'province' : PARENTS[level].includes(parent);
}
