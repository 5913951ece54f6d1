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
  now: string;
}
