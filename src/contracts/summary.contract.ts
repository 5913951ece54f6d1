import { IsString, Matches, MaxLength } from 'class-validator';
import type { BreakdownRow, MeasureDefinition, MeasureValue, MinuteValue } from './statistics.contract.js';
import type { AgendaKind, CutReason, EventForm, EventMode, OnAirState, SessionState } from './vocabulary.js';

/** How far an event is: nothing was on air yet; figures until now; everything is over; it does not take place. */
export type EventProgress = 'planned' | 'running' | 'over' | 'cancelled';

export interface SummarySession {
  id: string;
  title: string;
  state: SessionState;
  /** When it was on air, else when it is planned. */
  startsAt: string;
  endsAt: string;
  values: MeasureValue[];
}

/** 活动总结: `GET /api/events/:id/summary` and the document made of it. */
export interface EventSummary {
  event: {
    id: string;
    title: string;
    form: EventForm;
    mode: EventMode;
    programme: { slug: string; name: string } | null;
    host: { id: string; name: string };
    cohosts: { id: string; name: string }[];
    /** Of its first and last session; null while none is planned. */
    startsAt: string | null;
    endsAt: string | null;
  };
  progress: EventProgress;
  /** Until when beats are counted in; null: nobody has come yet. */
  computedAt: string | null;
  /** What the figures mean over all sessions of an event. */
  definitions: MeasureDefinition[];
  values: MeasureValue[];
  effectivePercent: number;
  sessions: SummarySession[];
  counties: BreakdownRow[];
  channels: BreakdownRow[];
  venues: { id: string; name: string; organisation: string; address: string; people: number }[];
  /** What was really shown, in its order; an item that was shown twice stands once, when it was first on. */
  agenda: { sessionTitle: string; shownAt: string; title: string; presenter: string; kind: AgendaKind }[];
  cuts: { sessionTitle: string; cutAt: string; liftedAt: string | null; reason: CutReason }[];
}

/** 数据大屏: what the wall shows; counts only, nothing about anybody. */
export interface HallView {
  event: { id: string; title: string; host: string; progress: EventProgress };
  /** The session on air, else the next one, else the last; null while none is planned. */
  session: {
    id: string;
    title: string;
    state: SessionState;
    onAir: OnAirState;
    startsAt: string;
    item: { title: string; presenter: string } | null;
  } | null;
  /** Of the last minutes; null while nothing is on air. */
  online: number | null;
  participants: number;
  enterprises: number;
  counties: number;
  peak: number;
  /** Of this session, at most 240 points. */
  curve: MinuteValue[];
  /** Most participants first. */
  topCounties: { name: string; participants: number }[];
  /** The server's clock. */
  at: string;
}

/** A signed link for the computer at the wall, where nobody is signed in. */
export interface HallLink {
  url: string;
  expiresAt: string;
}

export class HallEntryRequest {
  /** The token of a hall's link. */
  @IsString()
  @MaxLength(1_000)
  @Matches(/^[\w.~-]+$/)
  link!: string;
}
