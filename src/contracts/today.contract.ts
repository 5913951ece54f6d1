import type { CohostInvitation, EventLine } from './event.contract.js';
import type { OnAirState, SessionAccess, SessionState } from './vocabulary.js';

/** A session of today or soon, as those who run it look for it. */
export interface TodaySession {
  id: string;
  title: string;
  event: { id: string; title: string };
  state: SessionState;
  onAir: OnAirState;
  access: SessionAccess;
  /** Whether the organisation itself hosts it, and so may run it. */
  hosted: boolean;
  startsAt: string;
  endsAt: string;
  registered: number;
}

/** A session of a window below that is live, or cut (紧急切断). */
export interface SupervisedSession extends Pick<TodaySession, 'id' | 'title' | 'event' | 'state' | 'onAir'> {
  host: { id: string; name: string };
  cut: boolean;
}

/** `GET /api/organisations/:id/today`: what is on today (Asia/Shanghai), and what waits for the organisation. */
export interface TodayView {
  /** `2026-11-25` */
  day: string;
  sessions: TodaySession[];
  /** The newest ones, and how many there are. */
  drafts: EventLine[];
  draftCount: number;
  invitations: CohostInvitation[];
  /** Sessions that start within the seven days after today: how many, and the first of them. */
  nextSevenDays: number;
  ahead: TodaySession[];
  /** For those who may cut sessions of windows below. */
  below: SupervisedSession[];
  now: string;
}
