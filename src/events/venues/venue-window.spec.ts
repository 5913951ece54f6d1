import { describe, expect, it } from '@jest/globals';
import type { SessionState } from '../../contracts/vocabulary.js';
import { isOpen, signInWindow } from './venue-window.js';

const time = (clock: string) => new Date(`2026-03-01T${clock}:00Z`);
const session = (state: SessionState, from: string, to: string, ended: string | null = null) => ({
  state,
  startsAt: time(from),
  endsAt: time(to),
  endedAt: ended ? time(ended) : null,
});
const NOW = time('12:00');

describe('the time to sign in', () => {
  it('reaches from two hours before the first session to two hours after the last one', () => {
    const sessions = [session('scheduled', '14:00', '16:00'), session('ended', '06:00', '08:00', '07:50')];
    expect(signInWindow(sessions, NOW)).toEqual({ opensAt: time('04:00'), closesAt: time('18:00') });
  });

  it('grows with a session that runs longer than planned, and with one that ended late', () => {
    expect(signInWindow([session('live', '06:00', '08:00')], NOW)?.closesAt).toEqual(time('14:00'));
    expect(signInWindow([session('replay', '06:00', '08:00', '11:00')], NOW)?.closesAt).toEqual(time('13:00'));
  });

  it('is none for sessions that were cancelled or wait for a new time', () => {
    expect(
      signInWindow([session('cancelled', '06:00', '08:00'), session('postponed', '06:00', '08:00')], NOW),
    ).toBeNull();
    expect(isOpen(null, NOW)).toBe(false);
  });

  it('begins and ends to the second', () => {
    const window = signInWindow([session('scheduled', '10:00', '11:00')], NOW);
    const just = (at: Date, shift: number) => new Date(at.getTime() + shift);
    expect(isOpen(window, just(time('08:00'), -1))).toBe(false);
    expect(isOpen(window, time('08:00'))).toBe(true);
    expect(isOpen(window, just(time('13:00'), -1))).toBe(true);
    expect(isOpen(window, time('13:00'))).toBe(false);
  });
});
