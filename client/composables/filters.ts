import { computed, nextTick, reactive } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/**
 * Filters of a list, kept in the address: a filtered list can be sent to somebody and survives a reload.
 *
 *   const filters = useFilters(['q', 'state', 'city']);
 *   filters.values.state            // '' when not set; writable, for v-model
 *   watch(filters.query, load)      // what is set, as a query for the server
 */
export function useFilters<Name extends string>(names: readonly Name[]) {
  const route = useRoute();
  const router = useRouter();
  /** Several may be set at once; the address changes once. */
  let pending: Partial<Record<Name, string>> | null = null;

  const valueOf = (name: Name) => {
    const value = route.query[name];
    return typeof value === 'string' ? value : '';
  };

  function set(changes: Partial<Record<Name, string>>): void {
    if (pending) {
      Object.assign(pending, changes);
      return;
    }
    pending = { ...changes };
    void nextTick(() => {
      const query: Record<string, unknown> = { ...route.query, ...pending };
      pending = null;
      const kept = Object.entries(query).filter(([, value]) => value !== '' && value != null);
      void router.replace({ query: Object.fromEntries(kept) as Record<string, string> });
    });
  }

  const change = (name: Name, value: string) => set({ [name]: value } as Record<Name, string>);
  // A cleared select sets undefined.
  const entry = (name: Name) =>
    computed({ get: () => valueOf(name), set: (value: string | undefined) => change(name, value ?? '') });
  const values = reactive(Object.fromEntries(names.map((name) => [name, entry(name)]))) as unknown as Record<
    Name,
    string
  >;
  const query = computed(() => {
    const kept = names.map((name) => [name, valueOf(name)] as const).filter(([, value]) => value !== '');
    return Object.fromEntries(kept) as Partial<Record<Name, string>>;
  });
  const count = computed(() => Object.keys(query.value).length);
  const clear = () => set(Object.fromEntries(names.map((name) => [name, ''])) as Record<Name, string>);

  return { values, query, count, set, clear };
}

export type Filters<Name extends string = string> = ReturnType<typeof useFilters<Name>>;
