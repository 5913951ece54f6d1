import type { Role } from './vocabulary.js';

/**
 * How far a role's right reaches: rows of its own organisation, or those of organisations below as well (the path of
 * the row begins with the path of the grant).
 */
export type Reach = 'own' | 'below';

type Rights = Partial<Record<Role, Reach>>;

/** Who works for a window, each in the own one only. */
const STAFF_OWN = { window_manager: 'own', organiser: 'own' } as const satisfies Rights;
const MANAGERS_OWN = {
  window_manager: 'own',
  agency_manager: 'own',
  enterprise_manager: 'own',
} as const satisfies Rights;
const MEMBERS_OWN = {
  ...MANAGERS_OWN,
  organiser: 'own',
  supervisor: 'own',
  agency_staff: 'own',
  enterprise_member: 'own',
} as const satisfies Rights;
const PLATFORM = (role: Role): Rights => ({ [role]: 'below' });

/**
 * Which role may do what, by the name of a policy. A policy that asks for an owner and stands not here keeps the server
 * from starting. Administrators have their grants at the path '/', everybody else at an organisation's path.
 */
export const RIGHTS = {
  'console.read': MEMBERS_OWN,

  'account.read': { system_admin: 'below', security_admin: 'below' },
  'account.manage': PLATFORM('system_admin'),
  'account.secure': PLATFORM('security_admin'),
  'grant.read': { security_admin: 'below', system_admin: 'below', audit_admin: 'below' },
  'grant.manage': PLATFORM('security_admin'),
  'audit.read': PLATFORM('audit_admin'),
  'system.read': PLATFORM('system_admin'),

  'organisation.read': {
    ...MEMBERS_OWN,
    window_manager: 'below',
    organiser: 'below',
    supervisor: 'below',
    system_admin: 'below',
  },
  'organisation.edit': { ...MANAGERS_OWN, system_admin: 'below' },
  'organisation.arrange': PLATFORM('system_admin'),
  'organisation.import': { window_manager: 'below', system_admin: 'below' },
  'organisation.merge': { window_manager: 'below', system_admin: 'below' },
  'application.review': { window_manager: 'below', organiser: 'below' },
  'member.read': { ...MEMBERS_OWN, window_manager: 'below', security_admin: 'below' },
  'member.manage': { ...MANAGERS_OWN, window_manager: 'below', security_admin: 'below' },
  'service_item.edit': { agency_manager: 'own', agency_staff: 'own', enterprise_manager: 'own' },

  'programme.edit': { window_manager: 'own', organiser: 'own' },
  'event.declare': { ...STAFF_OWN, agency_manager: 'own', agency_staff: 'own' },
  'event.read': { ...STAFF_OWN, supervisor: 'below', agency_manager: 'own', agency_staff: 'own' },
  'event.edit': STAFF_OWN,
  'event.publish': STAFF_OWN,
  'cohost.answer': { ...STAFF_OWN, agency_manager: 'own' },
  'registration.read': STAFF_OWN,
  'registration.export': STAFF_OWN,
  'phone.reveal': { window_manager: 'own' },
  'attendance.read': { window_manager: 'below', organiser: 'own', supervisor: 'below' },
  'attendance.export': STAFF_OWN,
  'attendance.edit': STAFF_OWN,
  'venue.manage': STAFF_OWN,
  'channel.manage': { ...STAFF_OWN, agency_manager: 'own', agency_staff: 'own' },
  'stage.run': STAFF_OWN,
  'stage.take_part': STAFF_OWN,
  'stage.cut': { window_manager: 'below', organiser: 'own', supervisor: 'below' },
  'stage.lift_cut': { window_manager: 'below' },
  'stage.evidence': { window_manager: 'below' },
  'replay.read': { window_manager: 'below', organiser: 'own', supervisor: 'below' },
  'replay.edit': STAFF_OWN,
} as const satisfies Record<string, Rights>;

export type Right = keyof typeof RIGHTS;

/** Whether a role held at `grantPath` gives the right on a row at `path`. */
export function permits(right: Right, role: Role, grantPath: string, path: string): boolean {
  const reach = (RIGHTS[right] as Rights)[role];
  if (reach === undefined) return false;
  return reach === 'own' ? path === grantPath : path.startsWith(grantPath);
}
