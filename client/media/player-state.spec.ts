import { describe, expect, it } from '@jest/globals';
import { playerState } from './player-state.js';
import type { StateFacts } from './player-state.js';

const feed = {
  version: 1,
  hasVideo: true,
  hasAudio: true,
  interrupted: false,
  transcoded: false,
  broadcastReady: true,
  strip: null,
};
const live: StateFacts = {
  board: { state: 'live', onAir: 'on', feed },
  mode: 'live',
  path: 'webrtc',
  phase: 'playing',
  reachable: true,
  cut: false,
};

describe('the word for what the player is in', () => {
  it('plays', () => expect(playerState(live)).toBe('playing'));

  it('says at once over WebRTC that the host paused or lost the network', () => {
    expect(playerState({ ...live, board: { state: 'live', onAir: 'paused', feed } })).toBe('paused');
    const cut = { ...feed, interrupted: true };
    expect(playerState({ ...live, board: { state: 'live', onAir: 'on', feed: cut } })).toBe('interrupted');
  });

  it('lets the broadcast, which lags, play to its end first', () => {
    const paused = {
      ...live,
      path: 'hls' as const,
      board: { state: 'live' as const, onAir: 'paused' as const, feed },
    };
    expect(playerState(paused)).toBe('playing');
    expect(playerState({ ...paused, phase: 'buffering' })).toBe('paused');
  });

  it('tells a viewer without network that it is the network', () => {
    expect(playerState({ ...live, phase: 'buffering', reachable: false })).toBe('offline');
    expect(playerState({ ...live, board: null, phase: 'idle', reachable: false })).toBe('offline');
  });

  it('keeps playing what still arrives although the server does not answer', () => {
    expect(playerState({ ...live, reachable: false })).toBe('playing');
  });

  it('a cut comes before everything else, also a replay and a broadcast that lags', () => {
    expect(playerState({ ...live, cut: true, path: 'hls' })).toBe('cut');
    expect(playerState({ ...live, cut: true, mode: 'replay' })).toBe('cut');
    expect(playerState({ ...live, cut: true, board: null })).toBe('cut');
  });

  it('waits before the start and ends after the end', () => {
    expect(playerState({ ...live, board: { state: 'scheduled', onAir: 'off', feed }, phase: 'idle' })).toBe('waiting');
    expect(playerState({ ...live, board: { state: 'ended', onAir: 'off', feed }, phase: 'buffering' })).toBe('ended');
  });

  it('reports a blocked autoplay and a replay that ran to its end', () => {
    expect(playerState({ ...live, phase: 'blocked' })).toBe('blocked');
    expect(playerState({ ...live, mode: 'replay', phase: 'finished' })).toBe('ended');
  });
});
