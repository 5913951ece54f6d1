import type { count as chinese } from '../zh-CN/count.js';

export const count: typeof chinese = {
  watching: '{n} watching',
  wan: '{n}',
};
