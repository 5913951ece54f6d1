import type { admin as chinese } from '../zh-CN/admin.js';

export const admin: typeof chinese = {
  title: 'Administration',
  navigation: 'Administration sections',
  accounts: 'Accounts',
  grants: 'Roles',
  organisations: 'Windows',
  audit: 'Audit',
  system: 'System',
};
