import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { AreaChoice, ProgrammeLine } from '../../src/contracts/index.js';
import { fetchAreas } from '../connection/account-api.js';
import { fetchProgrammes } from '../connection/programmes-api.js';

/** Programmes and windows to choose from; asked for once, when first needed. */
export const useCatalogue = defineStore('catalogue', () => {
  const programmes = shallowRef<ProgrammeLine[]>([]);
  const areas = shallowRef<AreaChoice[]>([]);
  let asking: Promise<void> | null = null;

  async function ask(): Promise<void> {
    const [list, cities] = await Promise.all([fetchProgrammes(), fetchAreas()]);
    programmes.value = list.programmes;
    areas.value = cities;
  }

  /** Rejects when they did not come; the next call asks again. */
  function load(): Promise<void> {
    asking ??= ask().catch((error: unknown) => {
      asking = null;
      throw error;
    });
    return asking;
  }

  /** Name of the city, county, district or park whose window it is; '' while unknown. */
  function placeOf(windowId: string): string {
    for (const city of areas.value) {
      if (city.id === windowId || city.areaCode === windowId) return city.name;
      const county = city.counties.find(({ id }) => id === windowId);
      if (county) return county.name;
    }
    return '';
  }

  const programmeOf = (slug: string) => programmes.value.find((one) => one.slug === slug)?.name ?? '';

  return { programmes, areas, load, placeOf, programmeOf };
});
