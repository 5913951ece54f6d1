import type { RouteRecordRaw } from 'vue-router';

/** `/admin`. Whoever adds a page adds its route here and, for a section, its entry in `navigation.ts`. */
export const adminRoutes: RouteRecordRaw = {
  path: '/admin',
  component: () => import('./AdminShell.vue'),
  meta: { title: 'admin.title', signedIn: true, work: true, texts: ['console', 'admin', 'roles', 'fields'] },
  children: [
    {
      path: 'accounts/:id?',
      component: () => import('./AccountsPage.vue'),
      meta: { title: 'accounts.title', texts: ['accounts'] },
    },
    {
      path: 'grants/:id?',
      component: () => import('./GrantsPage.vue'),
      meta: { title: 'grants.title', texts: ['accounts', 'network'] },
    },
    {
      path: 'organisations/:id?',
      component: () => import('./WindowsPage.vue'),
      meta: { title: 'windowTree.title', texts: ['system', 'network'] },
    },
    {
      path: 'imports',
      component: () => import('./WindowImportsPage.vue'),
      meta: { title: 'windowTree.import', texts: ['system', 'imports'] },
    },
    {
      path: 'audit/:id?',
      component: () => import('./AuditPage.vue'),
      meta: { title: 'audit.title', texts: ['audit', 'accounts', 'network'] },
    },
    {
      path: 'system',
      component: () => import('./SystemPage.vue'),
      meta: { title: 'system.title', texts: ['system'] },
    },
  ],
};
