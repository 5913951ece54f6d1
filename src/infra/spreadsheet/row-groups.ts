export interface RowGroup<Row> {
  first: Row;
  parts: AsyncGenerator<readonly Row[]>;
}

/**
 * Cuts rows that come in parts into the runs whose key is the same. Each group has to be read to its end before the next
 * one is asked for: nothing is kept.
 *
 * @param keyOf of a row and its place among all rows
 */
export async function* rowGroups<Row>(
  parts: AsyncIterable<readonly Row[]>,
  keyOf: (row: Row, place: number) => unknown,
): AsyncGenerator<RowGroup<Row>> {
  const source = parts[Symbol.asyncIterator]();
  let place = 0;
  let waiting: readonly Row[] | undefined = await nextPart(source);

  async function* group(key: unknown): AsyncGenerator<readonly Row[]> {
    while (waiting) {
      const part: readonly Row[] = waiting;
      const other = part.findIndex((row, index) => keyOf(row, place + index) !== key);
      const own = other < 0 ? part : part.slice(0, other);
      place += own.length;
      waiting = other < 0 ? undefined : part.slice(other);
      if (own.length > 0) yield own;
      if (waiting) return;
      waiting = await nextPart(source);
    }
  }

  try {
    for (let first = waiting?.[0]; first !== undefined; first = waiting?.[0]) {
      yield { first, parts: group(keyOf(first, place)) };
    }
  } finally {
    await source.return?.();
  }
}

/** The next one that has rows. */
async function nextPart<Row>(source: AsyncIterator<readonly Row[]>): Promise<readonly Row[] | undefined> {
  for (;;) {
    const { done, value } = await source.next();
    if (done) return undefined;
    if (value.length > 0) return value;
  }
}
