import { describe, expect, it } from '@jest/globals';
import { inputOfTime, timeOfInput } from './business-time.js';

describe('times typed in the business zone', () => {
  it('the first hours of a day in Hunan are yesterday in UTC', () => {
    expect(timeOfInput('2026-11-23T07:30')).toBe('2026-11-22T23:30:00.000Z');
    expect(inputOfTime('2026-11-22T23:30:00.000Z')).toBe('2026-11-23T07:30');
  });

  it('what is empty or unfinished stays empty', () => {
    expect([timeOfInput(''), timeOfInput('2026-11'), inputOfTime(''), inputOfTime('soon')]).toEqual(['', '', '', '']);
  });
});
