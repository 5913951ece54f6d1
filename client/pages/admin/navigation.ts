import { Activity, IdCard, KeyRound, Network, ScrollText } from '@lucide/vue';
import type { NavigationEntry } from '../../components/console/navigation-entry.js';

/** At most six, in this order: 账号, 权限, 机构树, 审计, 系统. */
export const ADMIN_NAVIGATION: NavigationEntry[] = [
  { to: '/admin/accounts', label: 'admin.accounts', icon: IdCard, right: 'account.read' },
  { to: '/admin/grants', label: 'admin.grants', icon: KeyRound, right: 'grant.manage' },
  {
    to: '/admin/organisations',
    label: 'admin.organisations',
    icon: Network,
    right: 'organisation.arrange',
    covers: ['/admin/imports'],
  },
  { to: '/admin/audit', label: 'admin.audit', icon: ScrollText, right: 'audit.read' },
  { to: '/admin/system', label: 'admin.system', icon: Activity, right: 'system.read' },
];
