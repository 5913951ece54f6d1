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
 * A list that comes page by page. `load()` begins anew, `more()` appends the page behind, `change()` puts rows in that
 * were changed here. `rows` is null until the first page has come; a page that fails leaves what is there.
 */
export function usePages<Row>(fetch: (after: string | undefined, signal: AbortSignal) => Promise<Page<Row>>) {
  const rows = shallowRef<Row[] | null>(null);
  const next = ref<string | null>(null);
  const total = ref<number>();
  const failed = ref(false);
  const busy = ref(false);
  let asking: AbortController | undefined;

  async function ask(after?: string): Promise<void> {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    busy.value = true;
    failed.value = false;
    try {
      const page = await retrying(() => fetch(after, signal), { tries: 3, signal });
      if (signal.aborted) return;
      rows.value = after === undefined ? page.rows : [...(rows.value ?? []), ...page.rows];
      next.value = page.next;
      total.value = page.total;
    } catch {
      if (!signal.aborted) failed.value = true;
    } finally {
      if (!signal.aborted) busy.value = false;
    }
  }

  const load = () => ask();
  const more = () => (next.value === null ? Promise.resolve() : ask(next.value));
  const change = (edit: (rows: Row[]) => Row[]) => (rows.value = rows.value && edit(rows.value));

  onScopeDispose(() => asking?.abort());
  return { rows, next, total, failed, busy, load, more, change };
}

export type Pages<Row> = ReturnType<typeof usePages<Row>>;
