import { Bell, CircleUserRound, Database, ShieldCheck } from '@lucide/vue';
import type { Component } from 'vue';

/** The pages of `/me`, in order. */
export const ME_NAVIGATION: { to: string; label: string; icon: Component }[] = [
  { to: '/me', label: 'me.profile.title', icon: CircleUserRound },
  { to: '/me/notices', label: 'me.notices.title', icon: Bell },
  { to: '/me/security', label: 'me.security.title', icon: ShieldCheck },
  { to: '/me/data', label: 'me.data.title', icon: Database },
];
