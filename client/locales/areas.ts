import type { Locale } from '../../src/contracts/index.js';

/** A module of texts: each export is one top-level key. */
type Texts = Record<string, object>;
type Load = () => Promise<Texts>;

/** Texts that only some pages need. A route names its areas in `meta.texts`; they are there before it is drawn. */
const AREAS = {
  about: [() => import('./zh-CN/about.js'), () => import('./en/about.js')],
  account: [() => import('./zh-CN/account.js'), () => import('./en/account.js')],
  accounts: [() => import('./zh-CN/accounts.js'), () => import('./en/accounts.js')],
  admin: [() => import('./zh-CN/admin.js'), () => import('./en/admin.js')],
  audit: [() => import('./zh-CN/audit.js'), () => import('./en/audit.js')],
  browsers: [() => import('./zh-CN/browsers.js'), () => import('./en/browsers.js')],
  cut: [() => import('./zh-CN/cut.js'), () => import('./en/cut.js')],
  console: [() => import('./zh-CN/console.js'), () => import('./en/console.js')],
  directing: [() => import('./zh-CN/directing.js'), () => import('./en/directing.js')],
  entry: [() => import('./zh-CN/entry.js'), () => import('./en/entry.js')],
  events: [() => import('./zh-CN/events.js'), () => import('./en/events.js')],
  eventPage: [() => import('./zh-CN/event-page.js'), () => import('./en/event-page.js')],
  fields: [() => import('./zh-CN/fields.js'), () => import('./en/fields.js')],
  invitation: [() => import('./zh-CN/invitation.js'), () => import('./en/invitation.js')],
  hall: [() => import('./zh-CN/hall.js'), () => import('./en/hall.js')],
  imports: [() => import('./zh-CN/imports.js'), () => import('./en/imports.js')],
  join: [() => import('./zh-CN/join.js'), () => import('./en/join.js')],
  me: [() => import('./zh-CN/me.js'), () => import('./en/me.js')],
  members: [() => import('./zh-CN/members.js'), () => import('./en/members.js')],
  network: [() => import('./zh-CN/network.js'), () => import('./en/network.js')],
  organisations: [() => import('./zh-CN/organisations.js'), () => import('./en/organisations.js')],
  planning: [() => import('./zh-CN/planning.js'), () => import('./en/planning.js')],
  poster: [() => import('./zh-CN/poster.js'), () => import('./en/poster.js')],
  programmes: [() => import('./zh-CN/programmes.js'), () => import('./en/programmes.js')],
  replay: [() => import('./zh-CN/replay.js'), () => import('./en/replay.js')],
  reviews: [() => import('./zh-CN/reviews.js'), () => import('./en/reviews.js')],
  roles: [() => import('./zh-CN/roles.js'), () => import('./en/roles.js')],
  stage: [() => import('./zh-CN/stage.js'), () => import('./en/stage.js')],
  statistics: [() => import('./zh-CN/statistics.js'), () => import('./en/statistics.js')],
  studio: [() => import('./zh-CN/studio.js'), () => import('./en/studio.js')],
  summary: [() => import('./zh-CN/summary.js'), () => import('./en/summary.js')],
  system: [() => import('./zh-CN/system.js'), () => import('./en/system.js')],
  today: [() => import('./zh-CN/today.js'), () => import('./en/today.js')],
  turnout: [() => import('./zh-CN/turnout.js'), () => import('./en/turnout.js')],
  venue: [() => import('./zh-CN/venue.js'), () => import('./en/venue.js')],
  windowPage: [() => import('./zh-CN/window-page.js'), () => import('./en/window-page.js')],
} satisfies Record<string, [chinese: Load, english: Load]>;

export type Area = keyof typeof AREAS;

export async function fetchArea(area: Area, locale: Locale): Promise<Texts> {
  const [chinese, english] = AREAS[area];
  return { ...(await (locale === 'en' ? english() : chinese())) };
}
