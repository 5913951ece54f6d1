import type { windowPage as chinese } from '../zh-CN/window-page.js';

export const windowPage: typeof chinese = {
  title: 'Window platform',
  notFound: 'This window platform was not found',
  notFoundHint: 'The link may be incomplete, or the window has been merged into another.',
  failed: 'The window platform could not be loaded',
  above: 'Part of {name}',
  about: 'About this platform',
  noIntroduction: 'This window platform has not introduced itself yet.',
  address: 'Address',
  telephone: 'Telephone',
  below: 'Window platforms below it',
  sessions: 'Sessions',
  own: 'Hosted by itself',
  withBelow: 'With those below',
  empty: 'No session has been published here yet. New ones will appear as soon as they are.',
  emptyOwn: 'It has not published a session of its own yet.',
  network: 'All window platforms',
  listTitle: 'The network of window platforms',
  listLead:
    'Public service platforms for small and medium enterprises of the province, its cities, counties, districts and parks. Choose your place to see what is on.',
  find: 'Find a city, county, district or park',
  none: 'Nothing found for “{words}”.',
  clear: 'Show all',
  listFailed: 'The list of window platforms could not be loaded',
  count: '{n} windows of counties',
};
