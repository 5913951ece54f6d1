import type { missing as chinese } from '../zh-CN/missing.js';

export const missing: typeof chinese = {
  title: 'This page does not exist',
  hint: 'The address may be mistyped, or the page has moved.',
  toFront: 'Go to the home page',
};
