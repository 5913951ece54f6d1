import { access } from './en/access.js';
import { app } from './en/app.js';
import { count } from './en/count.js';
import { failure } from './en/failure.js';
import { form } from './en/form.js';
import { front } from './en/front.js';
import { level } from './en/level.js';
import { missing } from './en/missing.js';
import { place } from './en/place.js';
import { player } from './en/player.js';
import { session } from './en/session.js';
import { state } from './en/state.js';
import { time } from './en/time.js';
import type { Messages } from './zh-CN.js';

export const en: Messages = {
  access,
  app,
  count,
  failure,
  form,
  front,
  level,
  missing,
  place,
  player,
  session,
  state,
  time,
};
