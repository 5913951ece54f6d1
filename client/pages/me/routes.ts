import type { RouteRecordRaw } from 'vue-router';

/** `/me`: one's own things. Whoever adds a page adds its route here and its entry in `navigation.ts`. */
export const meRoutes: RouteRecordRaw = {
  path: '/me',
  component: () => import('./MeShell.vue'),
  meta: { title: 'me.title', signedIn: true, texts: ['me', 'account', 'fields', 'roles'] },
  children: [
    { path: '', component: () => import('./ProfilePage.vue'), meta: { title: 'me.profile.title' } },
    { path: 'notices', component: () => import('./NoticesPage.vue'), meta: { title: 'me.notices.title' } },
    { path: 'security', component: () => import('./SecurityPage.vue'), meta: { title: 'me.security.title' } },
    { path: 'data', component: () => import('./DataPage.vue'), meta: { title: 'me.data.title' } },
  ],
};
