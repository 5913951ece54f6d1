import type { RouteRecordRaw } from 'vue-router';
import { adminRoutes } from './admin/routes.js';
import { consoleRoutes } from './console/routes.js';
import { joinRoutes } from './join/routes.js';
import { meRoutes } from './me/routes.js';

const linkOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** The screen on the wall; it has a key of its own, so that the computer there needs nobody to sign in. */
const hallRoute: RouteRecordRaw = {
  path: '/hall/:id',
  component: () => import('./HallPage.vue'),
  props: ({ params, query }) => ({ id: String(params.id), link: linkOf(query.link) }),
  meta: { title: 'hall.title', stage: true, texts: ['hall'] },
};

/** Pages for the signed-in, and those by which one's organisation comes in; the router fetches this table when the first of them is opened. */
export const workRoutes: RouteRecordRaw[] = [meRoutes, ...joinRoutes, consoleRoutes, adminRoutes, hallRoute];
