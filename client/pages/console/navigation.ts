import { Building2, CalendarDays, FileCheck, Settings, Sun, Users } from '@lucide/vue';
import type { NavigationEntry } from '../../components/console/navigation-entry.js';

/** At most six, in this order: 今天, 活动, 机构, 成员, 审核, 设置. */
export const CONSOLE_NAVIGATION: NavigationEntry[] = [
  { to: '/console', label: 'console.today', icon: Sun, right: 'console.read' },
  {
    to: '/console/events',
    label: 'console.events',
    icon: CalendarDays,
    right: 'event.read',
    covers: ['/console/programmes'],
  },
  {
    to: '/console/organisations',
    label: 'console.organisations',
    icon: Building2,
    right: 'organisation.read',
    kinds: ['window'],
    covers: ['/console/imports'],
  },
  {
    to: '/console/organisations',
    label: 'console.ownOrganisation',
    icon: Building2,
    right: 'organisation.read',
    kinds: ['agency', 'enterprise'],
  },
  { to: '/console/members', label: 'console.members', icon: Users, right: 'member.read' },
  { to: '/console/reviews', label: 'console.reviews', icon: FileCheck, right: 'application.review' },
  { to: '/console/settings', label: 'console.settings', icon: Settings, right: 'organisation.edit', kinds: ['window'] },
];
