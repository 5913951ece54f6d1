import type { console as chinese } from '../zh-CN/console.js';

export const console: typeof chinese = {
  title: 'Console',
  navigation: 'Console sections',
  more: 'More',
  switch: 'Switch organisation',
  failed: 'Your account could not be checked',
  failedHint: 'Nothing is lost. Please check your network and try again.',
  noRights: 'There is nothing for you to do here yet',
  noRightsHint: 'Your account has no role for it. Please ask whoever is in charge of your organisation.',
  filters: 'Filter the list',
  filter: 'Filter',
  found: '{n} found',
};
