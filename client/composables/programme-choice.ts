import { computed, shallowRef } from 'vue';
import type { ProgrammeField, ProgrammeLine } from '../../src/contracts/index.js';
import { fetchProgrammes } from '../connection/programmes-api.js';

/** The programmes that an event may belong to: open ones, and the one that it has already. */
export function useProgrammeChoice(chosen: () => string | null) {
  const all = shallowRef<ProgrammeLine[] | null>(null);
  void fetchProgrammes().then(
    ({ programmes }) => (all.value = programmes),
    () => undefined,
  );
  const programmes = computed(() => (all.value ?? []).filter(({ id, closed }) => !closed || id === chosen()));
  const fields = computed<ProgrammeField[]>(() => all.value?.find(({ id }) => id === chosen())?.fields ?? []);

  /** The values without those of fields that the programme has given up meanwhile: the server takes no others. */
  function known(values: Record<string, string>): Record<string, string> {
    if (!all.value) return values;
    const keys = new Set(fields.value.map(({ key }) => key));
    return Object.fromEntries(Object.entries(values).filter(([key]) => keys.has(key)));
  }

  return { programmes, fields, known };
}
