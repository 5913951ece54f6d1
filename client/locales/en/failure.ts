import type { failure as chinese } from '../zh-CN/failure.js';

export const failure: typeof chinese = {
  network: 'the server cannot be reached',
  deadline: 'the server did not answer in time',
};
