import type { LinkPurpose } from '../../contracts/vocabulary.js';

/** Purpose under which tickets are signed. */
export const TICKET_PURPOSE = 'socket-ticket';
export const TICKET_TTL_SECONDS = 2 * 60 * 60;

/** What a socket may be: one person in one session, as viewer or with the capability of a link. */
export interface Ticket {
  personId: string;
  /** Id of the session. */
  subject: string;
  purpose: LinkPurpose;
  /** Who one is on the stage; of hosts and speakers only. */
  participantId?: string;
  /** Code of the channel by which a viewer came, as the client told it: for counting whom a window brought. */
  channel?: string;
}
