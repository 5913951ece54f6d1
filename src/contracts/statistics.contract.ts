import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import {
  ATTENDANCE_COLUMNS,
  DEVICES,
  type Device,
  type Exclusion,
  type MeasureCode,
  type SessionState,
  WATCH_WAYS,
  type WatchWay,
} from './vocabulary.js';

export { ATTENDANCE_COLUMNS, type AttendanceColumn } from './vocabulary.js';

/** What a figure means, in the reader's language. The text of a version never changes. */
export interface MeasureDefinition {
  code: MeasureCode;
  version: number;
  name: string;
  /** 人, 人次, 家, 分钟, %. */
  unit: string;
  definition: string;
}

/** One figure. A rate comes with its numerator and denominator; null where it cannot be told (nothing was on air). */
export interface MeasureValue {
  code: MeasureCode;
  version: number;
  value: number | null;
  numerator?: number;
  denominator?: number;
}

export interface MinuteValue {
  /** Begin of the minute, ISO. */
  minute: string;
  /** Persons with the page open, and of them those who watched. */
  present: number;
  watching: number;
}

/** What happened meanwhile, for the curve. */
export interface StatisticsMark {
  at: string;
  kind: 'on_air' | 'paused' | 'ended' | 'agenda' | 'cut' | 'cut_lifted';
  /** The agenda item's title; empty for the others. */
  title: string;
}

export interface BreakdownRow {
  /** Id or code by which the people behind it are asked for; null: unknown, or came by no channel. */
  key: string | null;
  /** Empty where it is unknown. */
  name: string;
  /** Of counties: the city above them, and its id. */
  above: string;
  aboveKey: string | null;
  viewers: number;
  watchMinutes: number;
  effective: number;
}

/** A session's figures, live or for ever. The same numbers stand in the export and in the summary. */
export interface SessionStatistics {
  session: {
    id: string;
    title: string;
    eventId: string;
    eventTitle: string;
    state: SessionState;
    startsAt: string;
    liveSince: string | null;
    endedAt: string | null;
    /** Time on air until now. */
    onAirSeconds: number;
  };
  /** Until when beats are counted in; null: nobody has come yet. */
  computedAt: string | null;
  definitions: MeasureDefinition[];
  values: MeasureValue[];
  curve: MinuteValue[];
  marks: StatisticsMark[];
  /** Share of the time on air from which somebody counts as 有效参会, and whether the event's form decides it. */
  effectivePercent: { value: number; byForm: boolean };
  /** `watchedAtLeast[p]`: viewers who watched at least p % of the time on air; 101 numbers, from 0 to 100. */
  watchedAtLeast: number[];
  counties: BreakdownRow[];
  channels: BreakdownRow[];
  devices: BreakdownRow[];
  ways: BreakdownRow[];
  /** Listed, but counted nowhere. */
  excluded: Record<Exclusion, number>;
  /** People at the venues who were signed in for this session's event and counted with this session. */
  venues: { id: string; name: string; people: number }[];
  /** What the caller may do; the page shows no button for anything else. */
  may: { edit: boolean; export: boolean; event: boolean; registrations: boolean; venues: boolean };
}

/** Which people: all who are counted, unless something is asked for. */
export class AttendeeQuery {
  @IsOptional()
  @IsIn(['viewers', 'effective', 'replay', 'on_site', 'excluded'])
  group?: 'viewers' | 'effective' | 'replay' | 'on_site' | 'excluded';

  /** Of a county window; `none`: unknown. */
  @IsOptional()
  @Matches(/^(?:none|[0-9a-f-]{36})$/)
  county?: string;

  /** All counties of a city; `none`: of no city that is known. */
  @IsOptional()
  @Matches(/^(?:none|[0-9a-f-]{36})$/)
  city?: string;

  /** Code of a channel; `none`: by no channel. */
  @IsOptional()
  @IsString()
  @MaxLength(32)
  @Matches(/^[\w-]+$/)
  channel?: string;

  @IsOptional()
  @IsIn(DEVICES)
  device?: Device;

  @IsOptional()
  @IsIn([...WATCH_WAYS, 'on_site'])
  way?: WatchWay | 'on_site';

  /** Who was there in this minute (ISO). */
  @IsOptional()
  @Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/)
  minute?: string;
}

export class AttendeePageQuery extends AttendeeQuery {
  @IsOptional()
  @Transform(({ value }) => Number(value))
  @IsInt()
  @Min(0)
  @Max(10_000_000)
  after?: number;
}

/** One person of a session, as the organiser sees them; the phone is masked. */
export interface Attendee {
  /** For corrections; null for readers who may not correct, and for somebody who was only at a venue. */
  personId: string | null;
  /** 序号, in the order of their first entry. */
  number: number;
  name: string;
  phone: string | null;
  enterpriseName: string;
  creditCode: string | null;
  jobTitle: string;
  city: string;
  county: string;
  /** Section of GB/T 4754. */
  industry: string | null;
  channel: string;
  registeredAt: string | null;
  /** While it was on air. */
  firstAt: string | null;
  lastAt: string | null;
  stayMinutes: number;
  watchMinutes: number;
  /** Of the time on air, %; null while nothing was on air. */
  watchPercent: number | null;
  effective: boolean;
  devices: Device[];
  ways: (WatchWay | 'on_site')[];
  replayMinutes: number;
  exclusion: Exclusion | null;
  isCorrected: boolean;
}

export interface AttendeeList {
  attendees: Attendee[];
  total: number;
  /** For `after`; null at the end. */
  next: number | null;
}

export class AttendanceExportQuery extends AttendeeQuery {
  /** Names of columns with commas between; all where none is given. */
  @IsOptional()
  @IsString()
  @MaxLength(400)
  @Matches(new RegExp(`^(?:${ATTENDANCE_COLUMNS.join('|')})(?:,(?:${ATTENDANCE_COLUMNS.join('|')}))*$`))
  columns?: string;
}

export class EffectivePercentRequest {
  /** Null: what the event's form has. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  percent?: number | null;
}
