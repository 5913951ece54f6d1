import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { FrontPage } from '../../src/contracts/index.js';
import { fetchFrontPage } from '../connection/api.js';
import { asFailure } from '../connection/failure.js';
import type { RequestFailure } from '../connection/failure.js';
import { between, fullJitter } from '../connection/retry.js';
import { setServerTime } from './clock.js';
import { useReachability } from './reachability.js';

const REFRESH_MS = [20_000, 30_000] as const;

/** The list of sessions. Kept while other pages are open, so that coming back shows it at once. */
export const useFrontPage = defineStore('front-page', () => {
  const page = shallowRef<FrontPage | null>(null);
  const failure = shallowRef<RequestFailure | null>(null);
  const loading = ref(false);
  const reachability = useReachability();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failed = 0;

  async function load(): Promise<void> {
    loading.value = true;
    try {
      page.value = await fetchFrontPage();
      setServerTime(page.value.now);
      failure.value = null;
      failed = 0;
    } catch (error) {
      failure.value = asFailure(error);
      failed += 1;
    } finally {
      loading.value = false;
      reachability.report('front-page', failed === 0);
    }
  }

  function follow(): void {
    clearTimeout(timer);
    const wait = failed ? 1000 + fullJitter(failed, { base: 2000, cap: 30_000 }) : between(...REFRESH_MS);
    timer = setTimeout(() => void refresh(), wait);
  }

  async function refresh(): Promise<void> {
    if (document.visibilityState === 'visible') await load();
    follow();
  }

  /** Keeps the list fresh while it is looked at; answers the function that ends it. */
  function watchPage(): () => void {
    const onVisible = () => document.visibilityState === 'visible' && void load();
    void load().then(follow);
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
      reachability.report('front-page', true);
    };
  }

  return { page, failure, loading, load, watchPage };
});
