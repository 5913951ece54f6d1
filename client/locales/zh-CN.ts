import { access } from './zh-CN/access.js';
import { app } from './zh-CN/app.js';
import { count } from './zh-CN/count.js';
import { failure } from './zh-CN/failure.js';
import { form } from './zh-CN/form.js';
import { front } from './zh-CN/front.js';
import { level } from './zh-CN/level.js';
import { missing } from './zh-CN/missing.js';
import { place } from './zh-CN/place.js';
import { player } from './zh-CN/player.js';
import { session } from './zh-CN/session.js';
import { state } from './zh-CN/state.js';
import { time } from './zh-CN/time.js';

/** What every viewer needs. Texts of the other pages travel with them: see `areas.ts`. */
export const zhCN = { access, app, count, failure, form, front, level, missing, place, player, session, state, time };

export type Messages = typeof zhCN;
