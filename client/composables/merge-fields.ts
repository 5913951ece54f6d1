/** Fields of a form hold what JSON can hold. */
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * Two people have changed the same record: each field that only one of them has touched takes that one's value, what
 * both have touched stays `mine`.
 *
 * @returns the fields, and which of them both have changed, to different values
 */
export function mergeFields<T extends object>(base: T, mine: T, theirs: T): { merged: T; both: (keyof T)[] } {
  const merged = { ...mine };
  const both: (keyof T)[] = [];
  for (const key of Object.keys(theirs) as (keyof T)[]) {
    if (same(mine[key], base[key])) merged[key] = theirs[key];
    else if (!same(theirs[key], base[key]) && !same(theirs[key], mine[key])) both.push(key);
  }
  return { merged, both };
}

/** A copy that shares nothing with the original. */
export const copyFields = <T>(fields: T): T => JSON.parse(JSON.stringify(fields)) as T;

export const sameFields = same;
