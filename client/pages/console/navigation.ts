import type { NavigationEntry } from '../../components/console/navigation-entry.js';

/** At most six, in this order: 今天, 活动, 机构, 成员, 审核, 设置. */
export const CONSOLE_NAVIGATION: NavigationEntry[] = [];
