import { describe, expect, it } from '@jest/globals';
import { daySpans } from './day-spans.js';

describe('days that people ask for', () => {
  it('are those of Shanghai, and a week begins on Monday', () => {
    // Sunday, 18:30 in London, is Monday already in Shanghai.
    const { today, week, nextWeek } = daySpans(Date.parse('2026-11-22T18:30:00Z'));
    expect(today).toEqual({ from: '2026-11-23', to: '2026-11-23' });
    expect(week).toEqual({ from: '2026-11-23', to: '2026-11-29' });
    expect(nextWeek).toEqual({ from: '2026-11-30', to: '2026-12-06' });
  });

  it('a Sunday ends its week', () => {
    expect(daySpans(Date.parse('2026-11-29T04:00:00Z')).week).toEqual({ from: '2026-11-23', to: '2026-11-29' });
  });
});
