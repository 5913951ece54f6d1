import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { AccountView, GrantView, Right } from '../../src/contracts/index.js';
import { fetchAccount, signOut as sendSignOut } from '../connection/site-api.js';
import { whenAccessRefused } from '../connection/http.js';
import { isBoolean, recall, remember } from './remembered.js';

/**
 * Who is signed in. Asked of the server once, and only by pages that need it or in a browser that was signed in before:
 * an anonymous viewer's page makes no request for it.
 */
export const useAccount = defineStore('account', () => {
  const account = shallowRef<AccountView | null>(null);
  /** The cookie cannot be read from here; this says whether asking is worth it. */
  const wasSignedIn = ref(recall('signed_in', isBoolean, false));
  let asking: Promise<AccountView | null> | null = null;

  /** What a sign-in step, or anything else that changes the account, answered. */
  function adopt(view: AccountView | null): void {
    account.value = view;
    wasSignedIn.value = view !== null;
    remember('signed_in', view ? true : null);
    asking = Promise.resolve(view);
  }

  /** Asks anew. */
  async function refresh(): Promise<AccountView | null> {
    const answer = await fetchAccount();
    adopt(answer.account);
    return answer.account;
  }

  /** The account, asked for at most once. */
  function load(): Promise<AccountView | null> {
    asking ??= refresh().catch((error: unknown) => {
      asking = null;
      throw error;
    });
    return asking;
  }

  function setUnread(unreadNotices: number): void {
    if (account.value) account.value = { ...account.value, unreadNotices };
  }

  async function signOut(): Promise<void> {
    await sendSignOut();
    adopt(null);
  }

  whenAccessRefused((code) => {
    const totp = account.value?.totp;
    if (code === 'access.sign_in_required') adopt(null);
    else if (account.value && totp) account.value = { ...account.value, totp: { ...totp, owed: true } };
  });

  const grants = computed<GrantView[]>(() => account.value?.grants ?? []);
  /** Whether any grant, wherever, gives the right. */
  const can = (right: Right) => grants.value.some(({ rights }) => rights.includes(right));
  const isOwed = computed(() => account.value?.totp.owed ?? false);

  return { account, grants, isOwed, wasSignedIn, adopt, load, refresh, setUnread, signOut, can };
});
