import { nextTick } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import type { Area } from './locales/areas.js';
import { i18n, loadTexts } from './locales/index.js';
import { useAccount } from './state/account.js';
import { rememberChannel } from './state/channel.js';
import { useWatching } from './state/watching.js';

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's title; pages that know better set it themselves. */
    title?: string;
    /** The stage is dark and has no header. */
    stage?: boolean;
    /** Only for who is signed in; everybody else is asked to sign in and brought back. */
    signedIn?: boolean;
    /** A page for work: the whole width, no search, no footer. */
    work?: boolean;
    /** Texts beyond those of the audience pages; a page has those of the routes around it, too. */
    texts?: readonly Area[];
  }
}

const linkOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** `?t=90`: where in a replay to begin. */
const secondsOf = (value: unknown) =>
  typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : undefined;

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'front', component: () => import('./pages/FrontPage.vue'), meta: { title: 'front.title' } },
    {
      path: '/s/:id',
      name: 'session',
      component: () => import('./pages/SessionPage.vue'),
      props: ({ params, query }) => ({ id: String(params.id), link: linkOf(query.link), at: secondsOf(query.t) }),
      // Joining starts together with the download of the page, not after it.
      beforeEnter: ({ params, query }) => void useWatching().open(String(params.id), linkOf(query.link)),
    },
    {
      path: '/s/:id/poster',
      component: () => import('./pages/PosterPage.vue'),
      props: true,
      meta: { title: 'poster.title', texts: ['poster'] },
    },
    {
      path: '/e/:id',
      component: () => import('./pages/EventPage.vue'),
      props: true,
      meta: { title: 'eventPage.title', texts: ['eventPage', 'entry', 'account', 'fields'] },
    },
    {
      path: '/p/:slug',
      component: () => import('./pages/ProgrammePage.vue'),
      props: true,
      meta: { title: 'programmePage.title', texts: ['eventPage'] },
    },
    {
      path: '/w/:id',
      component: () => import('./pages/WindowPage.vue'),
      props: true,
      meta: { title: 'windowPage.title', texts: ['windowPage'] },
    },
    {
      path: '/windows',
      component: () => import('./pages/WindowsPage.vue'),
      meta: { title: 'windowPage.listTitle', texts: ['windowPage'] },
    },
    {
      path: '/studio/:id',
      name: 'studio',
      component: () => import('./pages/StudioPage.vue'),
      props: ({ params, query }) => ({ id: String(params.id), link: linkOf(query.link) }),
      beforeEnter: () => useWatching().close(),
      meta: { title: 'studio.title', stage: true, texts: ['studio', 'stage', 'cut', 'directing'] },
    },
    {
      path: '/studio',
      component: () => import('./pages/StudioPage.vue'),
      props: { id: '' },
      meta: { title: 'studio.title', stage: true, texts: ['studio', 'stage', 'cut', 'directing'] },
    },
    {
      path: '/about',
      name: 'about',
      component: () => import('./pages/AboutPage.vue'),
      meta: { title: 'about.title', texts: ['about'] },
    },
    {
      path: '/browsers',
      component: () => import('./pages/BrowsersPage.vue'),
      meta: { title: 'browsers.title', texts: ['browsers'] },
    },
    {
      path: '/sign-in',
      name: 'sign-in',
      component: () => import('./pages/SignInPage.vue'),
      meta: { title: 'account.title', texts: ['account', 'fields'] },
    },
    {
      path: '/v/:id',
      component: () => import('./pages/VenuePage.vue'),
      props: ({ params, query }) => ({ id: String(params.id), venueKey: linkOf(query.key) ?? '' }),
      meta: { title: 'venue.title', texts: ['venue', 'account', 'fields'] },
    },
    {
      path: '/invitation',
      alias: '/invitations',
      component: () => import('./pages/InvitationPage.vue'),
      meta: { title: 'invitation.title', texts: ['invitation', 'entry', 'account', 'fields', 'roles'] },
    },
    {
      path: '/set-password',
      component: () => import('./pages/SetPasswordPage.vue'),
      meta: { title: 'account.linkTitle', texts: ['account', 'fields'] },
    },
    {
      path: '/privacy',
      component: () => import('./pages/PrivacyPage.vue'),
      meta: { title: 'app.privacy', texts: ['account'] },
    },
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

/** Most visitors never open one of these pages, so not even their table travels with the audience's. */
const WORK = /^\/(?:me|join|console|admin|hall)(?:\/|$)/;
let hasWorkRoutes = false;

router.beforeEach(async (to) => {
  if (hasWorkRoutes || !WORK.test(to.path)) return true;
  const { workRoutes } = await import('./pages/work-routes.js');
  for (const route of workRoutes) router.addRoute(route);
  hasWorkRoutes = true;
  return to.fullPath;
});

// Before anything on the page acts.
router.beforeEach(rememberChannel);

/** Texts travel together with the page's code, not after it. */
let texts: Promise<void> = Promise.resolve();
router.beforeEach((to) => {
  texts = loadTexts(to.matched.flatMap(({ meta }) => meta.texts ?? []));
  // Whoever waits for them hears of a failure; nobody else has to.
  texts.catch(() => undefined);
});
router.beforeResolve(() => texts);

router.beforeEach(async (to) => {
  if (!to.meta.signedIn) return true;
  const account = await useAccount()
    .load()
    .catch(() => undefined);
  // Without an answer the page opens and says so itself.
  if (account === undefined) return true;
  return account && !account.totp.owed ? true : { path: '/sign-in', query: { to: to.fullPath } };
});

router.afterEach(async (to, from, failure) => {
  if (failure) return;
  if (to.meta.title) setTitle(i18n.global.t(to.meta.title));
  document.documentElement.dataset.theme = to.meta.stage ? 'dark' : 'light';
  // A screen reader starts at the new page's content; the first page is where it starts anyway.
  if (from.matched.length === 0 || to.path === from.path) return;
  await nextTick();
  document.getElementById('main')?.focus({ preventScroll: true });
});
