import type { RouteRecordRaw } from 'vue-router';

/** `/admin`. Whoever adds a page adds its route here and, for a section, its entry in `navigation.ts`. */
export const adminRoutes: RouteRecordRaw = {
  path: '/admin',
  component: () => import('./AdminShell.vue'),
  meta: { title: 'admin.title', signedIn: true, work: true, texts: ['console', 'admin', 'roles', 'fields'] },
  children: [],
};
