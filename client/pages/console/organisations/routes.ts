import type { RouteRecordRaw } from 'vue-router';

/** Organisations, members, reviews, imports, settings: what a window or an agency keeps besides its events. */
export const organisationRoutes: RouteRecordRaw[] = [
  {
    path: 'organisations/:id?',
    component: () => import('./OrganisationsPage.vue'),
    meta: { title: 'organisations.title', texts: ['organisations', 'network'] },
  },
  {
    path: 'imports',
    component: () => import('./ImportsPage.vue'),
    meta: { title: 'imports.title', texts: ['imports', 'network'] },
  },
  {
    path: 'members/:id?',
    component: () => import('./MembersPage.vue'),
    meta: { title: 'members.title', texts: ['members', 'network'] },
  },
  {
    path: 'reviews/:id?',
    component: () => import('./ReviewsPage.vue'),
    meta: { title: 'reviews.title', texts: ['reviews', 'network'] },
  },
  {
    path: 'settings',
    component: () => import('./SettingsPage.vue'),
    meta: { title: 'windowSettings.title', texts: ['organisations', 'network'] },
  },
];
