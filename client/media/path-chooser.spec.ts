import { describe, expect, it } from '@jest/globals';
import { choosePath, PATIENCE_MS, startOn } from './path-chooser.js';
import type { Observation, PathState } from './path-chooser.js';

const seen = (now: number, over: Partial<Observation> = {}): Observation => ({
  now,
  expecting: true,
  dead: false,
  advancing: false,
  ...over,
});

describe('the path of the picture', () => {
  it('falls back to HLS when nothing is decoded for six seconds', () => {
    let state = startOn('webrtc', true, 0);
    ({ state } = choosePath(state, seen(1000)));
    expect(choosePath(state, seen(1000 + PATIENCE_MS - 1)).action).toBe('none');
    expect(choosePath(state, seen(1000 + PATIENCE_MS)).action).toBe('fall_back');
  });

  it('falls back at once when the transport is dead', () => {
    expect(choosePath(startOn('webrtc', true, 0), seen(10, { dead: true })).action).toBe('fall_back');
  });

  it('waits as long as it takes while nothing is on air', () => {
    let state = startOn('webrtc', true, 0);
    for (let now = 0; now < 120_000; now += 1000) {
      const step = choosePath(state, seen(now, { expecting: false }));
      expect(step.action).toBe('none');
      state = step.state;
    }
  });

  it('starts counting anew after each frame', () => {
    let state = startOn('webrtc', true, 0);
    ({ state } = choosePath(state, seen(0)));
    ({ state } = choosePath(state, seen(5000, { advancing: true })));
    expect(choosePath(state, seen(PATIENCE_MS + 1000)).action).toBe('none');
  });

  it('tries WebRTC again between 30 and 60 seconds later and returns only when frames come', () => {
    let state: PathState = choosePath(startOn('webrtc', true, 0), seen(0, { dead: true })).state;
    expect(choosePath(state, seen(29_000)).action).toBe('none');
    const attempt = choosePath(state, seen(60_000));
    expect(attempt.action).toBe('try_webrtc');
    state = attempt.state;
    expect(choosePath(state, seen(61_000)).action).toBe('none');
    expect(choosePath(state, seen(62_000, { advancing: true })).action).toBe('switch_back');
    const given = choosePath(state, seen(60_000 + PATIENCE_MS));
    expect(given.action).toBe('give_up_try');
    expect(given.state.retryAt).toBeGreaterThan(60_000 + PATIENCE_MS + 29_000);
  });

  it('never tries WebRTC in a browser that has none', () => {
    expect(choosePath(startOn('hls', false, 0), seen(1e9)).action).toBe('none');
  });
});
