import type { RouteRecordRaw } from 'vue-router';

const EVENT_TEXTS = ['events', 'planning', 'turnout', 'today'] as const;

/** The organiser's pages: today, events with their parts, programmes. */
export const eventRoutes: RouteRecordRaw[] = [
  {
    path: '',
    component: () => import('./TodayPage.vue'),
    meta: { title: 'today.title', texts: ['today', 'events'] },
  },
  {
    path: 'events',
    component: () => import('./EventsPage.vue'),
    meta: { title: 'events.title', texts: [...EVENT_TEXTS, 'programmes'] },
  },
  {
    path: 'events/new',
    component: () => import('./NewEventPage.vue'),
    meta: { title: 'events.new', texts: [...EVENT_TEXTS] },
  },
  {
    path: 'events/:id/door-sheet',
    component: () => import('./DoorSheetPage.vue'),
    props: true,
    meta: { title: 'turnout.sheetTitle', texts: [...EVENT_TEXTS] },
  },
  {
    path: 'events/:id/summary',
    component: () => import('./EventSummary.vue'),
    props: true,
    meta: { title: 'summary.title', texts: [...EVENT_TEXTS, 'summary', 'cut'] },
  },
  {
    path: 'events/:event/sessions/:session/replay',
    component: () => import('./SessionReplay.vue'),
    props: true,
    meta: { title: 'replay.title', texts: [...EVENT_TEXTS, 'replay', 'cut'] },
  },
  {
    path: 'events/:event/sessions/:session/statistics',
    component: () => import('./SessionStatistics.vue'),
    props: true,
    meta: { title: 'statistics.title', texts: [...EVENT_TEXTS, 'network', 'statistics'] },
  },
  {
    path: 'events/:id',
    component: () => import('./EventPage.vue'),
    props: true,
    meta: { title: 'events.title', texts: [...EVENT_TEXTS] },
    children: [
      { path: '', component: () => import('./EventOverview.vue') },
      { path: 'sessions', component: () => import('./EventSessions.vue') },
      { path: 'agenda', component: () => import('./EventAgenda.vue') },
      { path: 'cohosts', component: () => import('./EventCohosts.vue') },
      { path: 'registrations', component: () => import('./EventRegistrations.vue') },
      { path: 'venues', component: () => import('./EventVenues.vue') },
      { path: 'channels', component: () => import('./EventChannels.vue') },
    ],
  },
  {
    path: 'programmes',
    component: () => import('./ProgrammesPage.vue'),
    meta: { title: 'programmes.title', texts: [...EVENT_TEXTS, 'programmes'] },
  },
  {
    path: 'programmes/new',
    component: () => import('./ProgrammePage.vue'),
    meta: { title: 'programmes.new', texts: [...EVENT_TEXTS, 'programmes'] },
  },
  {
    path: 'programmes/:slug',
    component: () => import('./ProgrammePage.vue'),
    props: true,
    meta: { title: 'programmes.title', texts: [...EVENT_TEXTS, 'programmes'] },
  },
];
