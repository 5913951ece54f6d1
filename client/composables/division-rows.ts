import type { BreakdownRow } from '../../src/contracts/index.js';

export const DIVISION_ORDERS = ['name', 'viewers', 'effective', 'watchMinutes'] as const;
export type DivisionOrder = (typeof DIVISION_ORDERS)[number];

/** A row as it is shown. */
export interface DivisionRow extends Pick<
  BreakdownRow,
  'viewers' | 'effective' | 'watchMinutes' | 'above' | 'aboveKey'
> {
  id: string;
  name: string;
  /** What the people are asked for by; `none`: unknown. */
  key: string;
}

/** Largest first, names in their own order; what is equal keeps its place. */
export function sortDivision(rows: readonly DivisionRow[], order: DivisionOrder, locale: string): DivisionRow[] {
  const { compare } = new Intl.Collator(locale);
  return [...rows].sort((a, b) => (order === 'name' ? compare(a.name, b.name) : b[order] - a[order]));
}

/** Counties summed up by the city above them. */
export function sumByAbove(rows: readonly DivisionRow[], unknown: string): DivisionRow[] {
  const sums = new Map<string, DivisionRow>();
  for (const { above, aboveKey, viewers, effective, watchMinutes } of rows) {
    const key = aboveKey ?? 'none';
    const sum = sums.get(key) ?? {
      ...{ id: `city ${key}`, key, name: above || unknown, above: '', aboveKey: null },
      ...{ viewers: 0, effective: 0, watchMinutes: 0 },
    };
    sums.set(key, {
      ...sum,
      viewers: sum.viewers + viewers,
      effective: sum.effective + effective,
      watchMinutes: sum.watchMinutes + watchMinutes,
    });
  }
  return [...sums.values()];
}
