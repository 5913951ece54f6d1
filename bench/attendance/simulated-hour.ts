import { setImmediate as breathe } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { AttendanceWriter } from '../../src/activity/attendance/attendance-writer.service.js';
import {
  advance,
  type Attendee,
  BEAT_S,
  begin,
  type Beat,
  type BeatState,
  FIRST_BEAT_S,
} from '../../src/activity/attendance/beats.js';
import { newId } from '../../src/infra/id.js';

export const HOUR_S = 3_600;
/** As the writer's own timer. */
const WRITE_S = 2;

type Span = [from: number, to: number];

/** One viewer's hour, in seconds. */
interface Visit {
  opened: number;
  closed: number;
  pauses: Span[];
  /** Without a network: no beat arrives; after more than 75 s the page begins anew. */
  offline: Span[];
  /** From here on by the broadcast instead of by WebRTC. */
  falls: number;
}

export interface Hour {
  beats: number;
  /** Hours that pages were open. */
  viewerHours: number;
}

let seed = 1_971;
/** The same hour in each run (mulberry32). */
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const between = (low: number, high: number): number => Math.round(low + random() * (high - low));
const within = (at: number, spans: Span[]): boolean => spans.some(([from, to]) => at >= from && at < to);

/** Most come in the first minutes and stay; one in five leaves halfway; many pause once, some lose their network. */
function makeVisit(): Visit {
  const opened = between(0, 600);
  const closed = random() < 0.2 ? between(opened + 60, HOUR_S) : between(HOUR_S - 300, HOUR_S);
  const spans = (count: number, low: number, high: number): Span[] =>
    Array.from({ length: count }, (): Span => {
      const from = between(opened, closed);
      return [from, Math.min(closed, from + between(low, high))];
    });
  return {
    opened,
    closed,
    pauses: spans(between(0, 2), 10, 240),
    offline: spans(random() < 0.3 ? between(1, 2) : 0, 20, 240),
    falls: random() < 0.1 ? between(opened, closed) : Infinity,
  };
}

/** When the page sends a beat: at its rhythm, and at each change of what it plays. */
function timesOf({ opened, closed, pauses, offline, falls }: Visit): number[] {
  const times = new Set([opened, opened + FIRST_BEAT_S, ...pauses.flat(), ...offline.map(([, to]) => to), closed]);
  for (let at = opened + FIRST_BEAT_S + BEAT_S; at < closed; at += BEAT_S) times.add(at);
  if (falls < closed) times.add(falls);
  return [...times].filter((at) => at >= opened && at <= closed && !within(at, offline));
}

/** Seconds in which a player moved: a network that is gone stops it as a pause does. */
function playedBy({ opened, pauses, offline }: Visit, seconds: number): number {
  let played = 0;
  for (let at = opened; at < seconds; at += 1) if (!within(at, [...pauses, ...offline])) played += 1;
  return played;
}

interface Page {
  visit: Visit;
  who: Attendee;
  state: BeatState | null;
}

/**
 * An hour of a session, through the code that a beat meets after its ticket was checked, as fast as PostgreSQL takes it.
 * The beats bring their own time; writes come after each two seconds of it.
 */
export async function liveThrough(
  app: INestApplicationContext,
  { viewers, sessionId, start }: { viewers: number; sessionId: string; start: number },
): Promise<Hour> {
  const writer = app.get(AttendanceWriter, { strict: false });
  const pages = Array.from({ length: viewers }, (): Page => ({
    visit: makeVisit(),
    who: attendee(sessionId),
    state: null,
  }));
  const all = pages.flatMap((page) => timesOf(page.visit).map((at) => ({ at, page })));
  const bySecond = Map.groupBy(all, ({ at }) => at);
  for (let second = 0; second <= HOUR_S; second += 1) {
    for (const { page } of bySecond.get(second) ?? []) beatAt(writer, page, second, start);
    if (second % WRITE_S !== 0) continue;
    await writer.flush();
    // A write that fails at once must not keep Ctrl-C waiting.
    await breathe();
  }
  await writer.flush();
  const open = pages.reduce((sum, { visit }) => sum + visit.closed - visit.opened, 0);
  return { beats: all.length, viewerHours: open / HOUR_S };
}

function beatAt(writer: AttendanceWriter, page: Page, second: number, start: number): void {
  const { visit, state, who } = page;
  const beat: Beat = {
    playing: second < visit.closed && !within(second, visit.pauses),
    played: playedBy(visit, second),
    way: second < visit.falls ? 'webrtc' : 'hls',
  };
  const now = start + second * 1_000;
  const next = state ? advance(state, beat, now, newId) : begin(beat, now, newId);
  page.state = next.state;
  writer.keep(who, next.stretches);
}

function attendee(sessionId: string): Attendee {
  return {
    sessionId,
    personId: newId(),
    channel: null,
    device: random() < 0.6 ? 'wechat' : 'computer',
    exclusion: null,
  };
}
