import type { role as chinese } from '../zh-CN/roles.js';

export const role: typeof chinese = {
  system_admin: 'System administrator',
  security_admin: 'Security administrator',
  audit_admin: 'Audit administrator',
  window_manager: 'Window manager',
  organiser: 'Event organiser',
  supervisor: 'Supervisor',
  agency_manager: 'Agency manager',
  agency_staff: 'Agency staff',
  enterprise_manager: 'Enterprise manager',
  enterprise_member: 'Enterprise member',
};
