import type { place as chinese } from '../zh-CN/place.js';

export const place: typeof chinese = {
  city: 'City',
  county: 'County, district or park',
  below: 'With the windows below it',
};
