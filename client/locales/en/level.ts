import type { level as chinese } from '../zh-CN/level.js';

export const level: typeof chinese = {
  province: 'Provincial hub',
  city: 'City window platform',
  county: 'County window platform',
  cluster: 'Industrial cluster window platform',
};
