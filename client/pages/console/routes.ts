import type { RouteRecordRaw } from 'vue-router';
import { eventRoutes } from './events/routes.js';
import { organisationRoutes } from './organisations/routes.js';

/** `/console`. Whoever adds a page adds its route here and, for a section, its entry in `navigation.ts`. */
export const consoleRoutes: RouteRecordRaw = {
  path: '/console',
  component: () => import('./ConsoleShell.vue'),
  meta: { title: 'console.title', signedIn: true, work: true, texts: ['console', 'roles', 'fields'] },
  children: [...eventRoutes, ...organisationRoutes],
};
