import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { SiteView } from '../../src/contracts/index.js';
import { fetchSite } from '../connection/site-api.js';
import { i18n } from '../locales/index.js';

/** What the operator configured: records for the footer, the privacy text. Asked for when it is looked at, once a language. */
export const useSite = defineStore('site', () => {
  const site = shallowRef<SiteView | null>(null);
  const asked = new Map<string, Promise<SiteView>>();

  async function load(): Promise<void> {
    const locale = i18n.global.locale.value;
    const asking = asked.get(locale) ?? fetchSite();
    asked.set(locale, asking);
    try {
      const answer = await asking;
      if (i18n.global.locale.value === locale) site.value = answer;
    } catch (error) {
      asked.delete(locale);
      throw error;
    }
  }

  return { site, load };
});
