import type { PlaybackPath } from '../../src/contracts/index.js';
import { between } from '../connection/retry.js';

/** What is known once a second about how the picture arrives. */
export interface Observation {
  now: number;
  /** The board says that a picture or sound is on air and nothing interrupts it. */
  expecting: boolean;
  /** The WebRTC transport gave up, or could not be opened. */
  dead: boolean;
  /** Frames (or sound) advanced over WebRTC since the last observation. */
  advancing: boolean;
}

export interface PathState {
  path: PlaybackPath;
  /** Since when frames have been missing although they should come. */
  missingSince: number | null;
  /** While on HLS: when WebRTC is tried again in the background; null = never. */
  retryAt: number | null;
  /** A background attempt is running, since this moment. */
  tryingSince: number | null;
}

export type PathAction = 'none' | 'fall_back' | 'try_webrtc' | 'give_up_try' | 'switch_back';

/** No decoded frame for this long: the other path takes over. */
export const PATIENCE_MS = 6000;
const RETRY_MS = [30_000, 60_000] as const;

export function startOn(path: PlaybackPath, webrtcPossible: boolean, now: number): PathState {
  const retryAt = path === 'hls' && webrtcPossible ? nextTry(now) : null;
  return { path, missingSince: null, retryAt, tryingSince: null };
}

function nextTry(now: number): number {
  return now + between(...RETRY_MS);
}

/**
 * Chooses the path of the picture. WebRTC falls back to HLS when it is dead or brings nothing for six seconds; from HLS
 * it is tried again every 30-60 s and taken back only once frames really arrive.
 */
export function choosePath(state: PathState, seen: Observation): { state: PathState; action: PathAction } {
  return state.path === 'webrtc' ? onWebRtc(state, seen) : onHls(state, seen);
}

function onWebRtc(state: PathState, seen: Observation): { state: PathState; action: PathAction } {
  const missing = seen.expecting && !seen.advancing;
  const missingSince = missing ? (state.missingSince ?? seen.now) : null;
  const late = missingSince !== null && seen.now - missingSince >= PATIENCE_MS;
  if (!seen.dead && !late) return { state: { ...state, missingSince }, action: 'none' };
  const back: PathState = { path: 'hls', missingSince: null, retryAt: nextTry(seen.now), tryingSince: null };
  return { state: back, action: 'fall_back' };
}

function onHls(state: PathState, seen: Observation): { state: PathState; action: PathAction } {
  if (state.tryingSince !== null) {
    if (seen.advancing) return { state: startOn('webrtc', true, seen.now), action: 'switch_back' };
    if (!seen.dead && seen.now - state.tryingSince < PATIENCE_MS) return { state, action: 'none' };
    return { state: { ...state, tryingSince: null, retryAt: nextTry(seen.now) }, action: 'give_up_try' };
  }
  // Trying while nothing is on air could not tell success from failure.
  if (state.retryAt === null || seen.now < state.retryAt || !seen.expecting) return { state, action: 'none' };
  return { state: { ...state, tryingSince: seen.now }, action: 'try_webrtc' };
}
