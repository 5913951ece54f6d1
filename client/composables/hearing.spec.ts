import { describe, expect, it } from '@jest/globals';
import { hears } from './hearing.js';
import type { Listener } from './hearing.js';

const onAir: Listener = { place: 'on_stage', isRunning: true, listensBackstage: false };
const before: Listener = { ...onAir, isRunning: false };
const behind: Listener = { ...onAir, place: 'backstage' };
const stage = { place: 'on_stage', onAir: true } as const;
const backstage = { place: 'backstage', onAir: false } as const;

describe('in the studio', () => {
  it('who is on stage is heard by everybody', () => {
    for (const listener of [onAir, before, behind]) expect(hears(listener, stage)).toBe(true);
  });

  it('who is backstage is heard there, and on stage only while nothing is on air', () => {
    expect(hears(behind, backstage)).toBe(true);
    expect(hears(before, backstage)).toBe(true);
    expect(hears(onAir, backstage)).toBe(false);
  });

  it('a host may listen to the people backstage at any time', () => {
    expect(hears({ ...onAir, listensBackstage: true }, backstage)).toBe(true);
  });

  it('an encoder and a film are heard while they are on air', () => {
    expect(hears(behind, { place: null, onAir: true })).toBe(true);
    expect(hears(before, { place: null, onAir: false })).toBe(false);
  });
});
