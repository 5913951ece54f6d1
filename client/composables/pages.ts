import { onScopeDispose, ref, shallowRef } from 'vue';
import { retrying } from '../connection/retry.js';

/** One page of a list as an API module hands it on. */
export interface Page<Row> {
  rows: Row[];
  /** Asks for the page behind this one; null at the end. */
  next: string | null;
  /** How many there are in all, where the server counts them. */
  total?: number;
}

/**
 * A list that comes page by page. `load()` begins anew, `reload()` asks again for as much as is shown, `more()` appends
 * the page behind, `change()` puts rows in that were changed here. `rows` is null until the first page has come; a page that fails leaves what is there.
 */
export function usePages<Row>(fetch: (after: string | undefined, signal: AbortSignal) => Promise<Page<Row>>) {
  const rows = shallowRef<Row[] | null>(null);
  const next = ref<string | null>(null);
  const total = ref<number>();
  const failed = ref(false);
  const busy = ref(false);
  let asking: AbortController | undefined;

  /** @param atLeast so many rows, if there are: a list that was read far down is not cut off */
  async function ask(after: string | undefined, atLeast: number): Promise<void> {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    busy.value = true;
    failed.value = false;
    try {
      const read = after === undefined ? [] : [...(rows.value ?? [])];
      let page: Page<Row>;
      let place = after;
      do {
        const wanted = place;
        page = await retrying(() => fetch(wanted, signal), { tries: 3, signal });
        if (signal.aborted) return;
        read.push(...page.rows);
        place = page.next ?? undefined;
      } while (place !== undefined && read.length < atLeast);
      rows.value = read;
      next.value = page.next;
      total.value = page.total;
    } catch {
      if (!signal.aborted) failed.value = true;
    } finally {
      if (!signal.aborted) busy.value = false;
    }
  }

  const load = () => ask(undefined, 0);
  const reload = () => ask(undefined, rows.value?.length ?? 0);
  const more = () => (next.value === null ? Promise.resolve() : ask(next.value, 0));
  const change = (edit: (rows: Row[]) => Row[]) => (rows.value = rows.value && edit(rows.value));

  onScopeDispose(() => asking?.abort());
  return { rows, next, total, failed, busy, load, reload, more, change };
}

export type Pages<Row> = ReturnType<typeof usePages<Row>>;
