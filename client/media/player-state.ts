import type { PlaybackPath, SessionBoard } from '../../src/contracts/index.js';

/** What the picture element is doing, whatever the session says. */
export type Phase = 'idle' | 'connecting' | 'playing' | 'buffering' | 'stopped' | 'blocked' | 'finished' | 'failed';

/** What a person is told, and what the player's wrapper carries as `data-state`. */
export type PlayerState =
  | 'waiting'
  | 'connecting'
  | 'playing'
  | 'buffering'
  | 'paused'
  | 'interrupted'
  | 'cut'
  | 'ended'
  | 'offline'
  | 'error'
  | 'blocked';

/** `live` at the edge, `dvr` a live session from its start, `replay` after the end. */
export type PlayerMode = 'live' | 'dvr' | 'replay';

export interface StateFacts {
  board: Pick<SessionBoard, 'state' | 'onAir' | 'feed'> | null;
  mode: PlayerMode;
  path: PlaybackPath | null;
  phase: Phase;
  /** The browser has a network and the server answers. */
  reachable: boolean;
  /** Cut (紧急切断): whatever else is true, there is nothing to see. */
  cut: boolean;
}

/**
 * One word for everything the player may be in. The broadcast lags some seconds behind the board, so a picture that
 * still moves over HLS is shown to its end before the pause or the gap is announced.
 */
export function playerState({ board, mode, path, phase, reachable, cut }: StateFacts): PlayerState {
  if (cut) return 'cut';
  if (!board) return phase === 'failed' ? 'error' : reachable ? 'connecting' : 'offline';
  if (mode === 'replay') return recordingState(phase, reachable);
  if (board.state === 'ended' || board.state === 'replay') {
    return path === 'hls' && phase === 'playing' ? 'playing' : 'ended';
  }
  if (board.state !== 'live') return 'waiting';
  if (mode === 'dvr') return recordingState(phase, reachable);
  const moving = path === 'hls' && phase === 'playing';
  if (board.onAir === 'paused' && !moving) return 'paused';
  if (board.onAir === 'off' && !moving) return 'waiting';
  if (board.feed.interrupted && !moving) return 'interrupted';
  if (!board.feed.hasVideo && !board.feed.hasAudio && !moving && phase !== 'stopped') return 'waiting';
  return recordingState(phase, reachable);
}

function recordingState(phase: Phase, reachable: boolean): PlayerState {
  if (phase === 'playing') return 'playing';
  if (phase === 'stopped') return 'paused';
  if (phase === 'blocked') return 'blocked';
  if (phase === 'finished') return 'ended';
  if (!reachable) return 'offline';
  if (phase === 'failed') return 'error';
  return phase === 'buffering' ? 'buffering' : 'connecting';
}
