import type { NavigationEntry } from '../../components/console/navigation-entry.js';

/** At most six, in this order: 账号, 权限, 机构树, 审计, 系统. */
export const ADMIN_NAVIGATION: NavigationEntry[] = [];
