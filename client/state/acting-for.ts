import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { GrantView, Right } from '../../src/contracts/index.js';
import { useAccount } from './account.js';
import { isString, recall, remember } from './remembered.js';

export type ActingOrganisation = NonNullable<GrantView['organisation']>;

/** For which of their organisations somebody works in the console just now; remembered in the browser. */
export const useActingFor = defineStore('acting-for', () => {
  const account = useAccount();
  const chosen = ref(recall('acting_for', isString, ''));

  const organisations = computed<ActingOrganisation[]>(() => {
    const byId = new Map<string, ActingOrganisation>();
    for (const { organisation } of account.grants) if (organisation) byId.set(organisation.id, organisation);
    return [...byId.values()];
  });
  const organisation = computed<ActingOrganisation | null>(
    () => organisations.value.find(({ id }) => id === chosen.value) ?? organisations.value[0] ?? null,
  );
  const held = computed(() => account.grants.filter((grant) => grant.organisation?.id === organisation.value?.id));
  const roles = computed(() => held.value.map(({ role }) => role));
  /** Whether one may do this for the chosen organisation. */
  const can = (right: Right) => held.value.some(({ rights }) => rights.includes(right));

  function choose(id: string): void {
    chosen.value = id;
    remember('acting_for', id);
  }

  return { organisations, organisation, roles, can, choose };
});
