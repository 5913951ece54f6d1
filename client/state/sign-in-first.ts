import { watch } from 'vue';
import type { Router } from 'vue-router';
import { useAccount } from './account.js';

/** Whoever is signed out meanwhile (expiry, another device) on a page for the signed-in goes to sign in, and comes back. */
export function signInFirst(router: Router): void {
  const account = useAccount();
  watch(
    () => account.account !== null && !account.isOwed,
    (isIn, wasIn) => {
      const here = router.currentRoute.value;
      if (!wasIn || isIn || !here.meta.signedIn) return;
      const expired = account.account === null ? { expired: '1' } : {};
      void router.push({ path: '/sign-in', query: { to: here.fullPath, ...expired } });
    },
  );
}
