import type { RouteRecordRaw } from 'vue-router';
import { adminRoutes } from './admin/routes.js';
import { consoleRoutes } from './console/routes.js';
import { joinRoutes } from './join/routes.js';
import { meRoutes } from './me/routes.js';

/** Pages for the signed-in, and those by which one's organisation comes in; the router fetches this table when the first of them is opened. */
export const workRoutes: RouteRecordRaw[] = [meRoutes, ...joinRoutes, consoleRoutes, adminRoutes];
