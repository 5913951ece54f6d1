import { nextTick } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import { i18n } from './locales/index.js';
import { useWatching } from './state/watching.js';

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's title; pages that know better set it themselves. */
    title?: string;
    /** The stage is dark and has no header. */
    stage?: boolean;
  }
}

const linkOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'front', component: () => import('./pages/FrontPage.vue'), meta: { title: 'front.title' } },
    {
      path: '/s/:id',
      name: 'session',
      component: () => import('./pages/SessionPage.vue'),
      props: ({ params, query }) => ({ id: String(params.id), link: linkOf(query.link) }),
      // Joining starts together with the download of the page, not after it.
      beforeEnter: ({ params, query }) => void useWatching().open(String(params.id), linkOf(query.link)),
    },
    {
      path: '/studio/:id',
      name: 'studio',
      component: () => import('./pages/StudioPage.vue'),
      props: ({ params, query }) => ({ id: String(params.id), link: linkOf(query.link) }),
      beforeEnter: () => useWatching().close(),
      meta: { title: 'studio.title', stage: true },
    },
    {
      path: '/studio',
      component: () => import('./pages/StudioPage.vue'),
      props: { id: '' },
      meta: { title: 'studio.title', stage: true },
    },
    { path: '/about', name: 'about', component: () => import('./pages/AboutPage.vue'), meta: { title: 'about.title' } },
    {
      path: '/:rest(.*)*',
      name: 'missing',
      component: () => import('./pages/MissingPage.vue'),
      meta: { title: 'missing.title' },
    },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
});

export function setTitle(page: string): void {
  document.title = i18n.global.t('app.title', { page });
}

router.afterEach(async (to, from, failure) => {
  if (failure) return;
  if (to.meta.title) setTitle(i18n.global.t(to.meta.title));
  document.documentElement.dataset.theme = to.meta.stage ? 'dark' : 'light';
  // A screen reader starts at the new page's content; the first page is where it starts anyway.
  if (from.matched.length === 0 || to.path === from.path) return;
  await nextTick();
  document.getElementById('main')?.focus({ preventScroll: true });
});
