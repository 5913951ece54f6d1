import type { time as chinese } from '../zh-CN/time.js';

export const time: typeof chinese = {
  today: 'Today',
  tomorrow: 'Tomorrow',
  beijing: 'Beijing time',
  range: '{start}–{end}',
  countdown: 'Starts in',
  soon: 'Starting in a moment',
  days: 'days',
  hours: 'hours',
  minutes: 'min',
  seconds: 'sec',
  minutesOnly: '{n} min',
  hoursMinutes: '{h} h {m} min',
  hoursOnly: '{h} h',
};
