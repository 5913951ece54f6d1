import type { Device, Exclusion, WatchWay } from '../../contracts/vocabulary.js';

/** Beats come when a page begins, after 10 s, then every 20 s. */
export const FIRST_BEAT_S = 10;
export const BEAT_S = 20;
/** Three missed beats and some slack for the way: what came last is the end of an interval, never now. */
export const LOST_AFTER_MS = 75_000;
/** A beat may be some time on its way, or come twice: while a page plays, a gap this small is none. */
const SLACK_MS = 3_000;

/** Who attends what; stays the same from a page's first beat to its last. */
export interface Attendee {
  sessionId: string;
  personId: string;
  channel: string | null;
  device: Device;
  /** Listed, but not counted. */
  exclusion: Exclusion | null;
}

/** What a page does at the moment of a beat. */
export interface Beat {
  playing: boolean;
  /** Seconds played by this page so far. */
  played: number;
  way: WatchWay;
}

interface Run {
  id: string;
  /** Milliseconds since 1970, server's clock. */
  from: number;
}

/** What a page's ticket remembers of it, so that any server can go on. */
export interface BeatState extends Beat {
  stay: Run;
  watch: Run | null;
  /** When the last beat came; milliseconds since 1970, server's clock. */
  last: number;
}

/** An interval of one page; told again with a later end while it goes on. */
export interface Stretch {
  id: string;
  /** `stay`: the page is open; `watch`: something is played. */
  kind: 'stay' | 'watch';
  from: number;
  to: number;
  way: WatchWay;
}

export interface Advance {
  state: BeatState;
  stretches: Stretch[];
}

export function begin(beat: Beat, now: number, newId: () => string): Advance {
  const stay = { id: newId(), from: now };
  const state = { ...beat, stay, watch: null, last: now };
  return { state, stretches: [{ ...stay, kind: 'stay', to: now, way: beat.way }] };
}

/**
 * The next state of a page and what its beat adds. The stay reaches from beat to beat. Watching is credited with the
 * seconds that were played since the last beat, never more than have passed: after the last beat if it was playing then,
 * before this one if it is playing now. So a beat that was lost, doubled or overtaken shifts a person's time by less than
 * one beat, and after three lost ones nothing is credited in between.
 */
export function advance(state: BeatState, beat: Beat, now: number, newId: () => string): Advance {
  const passed = now - state.last;
  if (passed > LOST_AFTER_MS) return begin(beat, now, newId);
  // Another server's clock may be a little behind.
  const until = Math.max(now, state.last);
  const stay: Stretch = { ...state.stay, kind: 'stay', to: until, way: beat.way };
  const watched = watchedSince(state, beat, until, newId);
  const goesOn = beat.playing && watched !== null && watched.to === until && beat.way === state.way;
  const watch = goesOn ? { id: watched.id, from: watched.from } : null;
  return {
    state: { ...beat, stay: state.stay, watch, last: until },
    stretches: watched ? [stay, watched] : [stay],
  };
}

function watchedSince(state: BeatState, beat: Beat, until: number, newId: () => string): Stretch | null {
  const passed = until - state.last;
  const played = Math.min(passed, Math.max(0, beat.played - state.played) * 1000);
  const credit = state.playing && passed - played <= SLACK_MS ? passed : Math.round(played);
  if (credit <= 0) return null;
  const atEnd = !state.playing && beat.playing;
  const from = atEnd ? until - credit : state.last;
  const run = state.watch && !atEnd ? state.watch : { id: newId(), from };
  return { ...run, kind: 'watch', to: from + credit, way: state.playing ? state.way : beat.way };
}
