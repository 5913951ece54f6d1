import { describe, expect, it } from '@jest/globals';
import { endAfter, minutesBetween, usualStart } from './session-slot.js';

describe('the time that a new session begins with', () => {
  it('is half past two on the next working day, in Shanghai', () => {
    // A Tuesday, a Friday, and a Saturday that in UTC is still a Friday.
    expect(usualStart(Date.parse('2026-11-24T09:00:00+08:00'))).toBe('2026-11-25T06:30:00.000Z');
    expect(usualStart(Date.parse('2026-11-27T20:00:00+08:00'))).toBe('2026-11-30T06:30:00.000Z');
    expect(usualStart(Date.parse('2026-11-28T01:00:00+08:00'))).toBe('2026-11-30T06:30:00.000Z');
  });

  it('ends so many minutes later; without a start there is no end', () => {
    const end = endAfter('2026-11-25T06:30:00.000Z', 90);
    expect(end).toBe('2026-11-25T08:00:00.000Z');
    expect(minutesBetween('2026-11-25T06:30:00.000Z', end)).toBe(90);
    expect(endAfter('', 90)).toBe('');
    expect(minutesBetween('', '')).toBe(0);
  });
});
