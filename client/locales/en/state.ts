import type { state as chinese } from '../zh-CN/state.js';

export const state: typeof chinese = {
  scheduled: 'Not started',
  live: 'Live',
  paused: 'Paused',
  ended: 'Ended',
  replay: 'Replay',
  postponed: 'Postponed',
  cancelled: 'Cancelled',
  moved: 'New time',
};
