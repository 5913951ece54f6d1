import type { eventPage as chineseEvent, programmePage as chineseProgramme } from '../zh-CN/event-page.js';

export const eventPage: typeof chineseEvent = {
  title: 'Event',
  notFound: 'This event was not found',
  notFoundHint: 'The link may be incomplete, or the event has been taken down.',
  failed: 'The event could not be loaded',
  cohosts: 'Co-hosts: {names}',
  sessions: 'Sessions',
  noSessions: 'No session of this event has been announced yet.',
  about: 'About the event',
  particulars: 'Particulars',
  cancelled: 'This event has been cancelled',
  cancelledBecause: 'This event has been cancelled: {reason}',
  comma: ', ',
  mode: {
    online: 'Online',
    offline: 'On site',
    hybrid: 'Online and on site',
  },
};

export const programmePage: typeof chineseProgramme = {
  title: 'Programme',
  kind: 'Programme',
  notFound: 'This programme was not found',
  notFoundHint: 'The link may be incomplete, or the programme has been taken down.',
  failed: 'The programme could not be loaded',
  owner: 'Run by {name}',
  closed: 'Closed',
  about: 'About the programme',
  agencies: 'Key agencies',
  sessions: 'Sessions',
  empty: 'This programme has no session yet. New ones will appear here once they are published.',
};
