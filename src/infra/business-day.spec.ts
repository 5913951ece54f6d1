import { describe, expect, it } from '@jest/globals';
import { businessDay, endOfDay, startOfDay } from './business-day.js';

describe('the day in Asia/Shanghai', () => {
  it.each([
    ['2026-08-31T15:59:59Z', '2026-08-31'],
    ['2026-08-31T16:00:00Z', '2026-09-01'],
    ['2026-12-31T20:00:00Z', '2027-01-01'],
    ['2028-02-28T17:00:00Z', '2028-02-29'],
  ])('%s lies on %s', (instant, day) => expect(businessDay(new Date(instant))).toBe(day));

  it('begins at four in the afternoon of UTC, and the next one 24 hours later', () => {
    expect(startOfDay('2026-09-01').toISOString()).toBe('2026-08-31T16:00:00.000Z');
    expect(endOfDay('2026-09-01').toISOString()).toBe('2026-09-01T16:00:00.000Z');
  });
});
