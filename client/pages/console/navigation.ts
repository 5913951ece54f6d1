import { Building2, Settings } from '@lucide/vue';
import type { NavigationEntry } from '../../components/console/navigation-entry.js';

/** At most six, in this order: 今天, 活动, 机构, 成员, 审核, 设置. */
export const CONSOLE_NAVIGATION: NavigationEntry[] = [
  {
    to: '/console/organisations',
    label: 'console.organisations',
    icon: Building2,
    right: 'organisation.read',
    kinds: ['window'],
  },
  {
    to: '/console/organisations',
    label: 'console.ownOrganisation',
    icon: Building2,
    right: 'organisation.read',
    kinds: ['agency', 'enterprise'],
  },
  { to: '/console/settings', label: 'console.settings', icon: Settings, right: 'organisation.edit', kinds: ['window'] },
];
