import type { RouteRecordRaw } from 'vue-router';
import { APPLICATION_ACTIONS } from '../../../src/contracts/vocabulary.js';

const texts = ['join', 'network', 'fields'] as const;

/** `/join`: 注册, 认领 and 入驻, and what has become of them. */
export const joinRoutes: RouteRecordRaw[] = [
  { path: '/join', component: () => import('./JoinPage.vue'), meta: { title: 'join.title', texts } },
  {
    path: `/join/:action(${APPLICATION_ACTIONS.join('|')})`,
    component: () => import('./ApplyPage.vue'),
    props: true,
    meta: { title: 'join.title', texts, signedIn: true },
  },
  {
    path: '/join/applications',
    component: () => import('./ApplicationsPage.vue'),
    meta: { title: 'join.mine', texts, signedIn: true },
  },
  {
    path: '/join/applications/:id',
    component: () => import('./ApplyPage.vue'),
    props: true,
    meta: { title: 'join.mine', texts, signedIn: true },
  },
];
