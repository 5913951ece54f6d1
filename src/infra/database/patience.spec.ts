import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { patiently } from './patience.js';

const AWAY = new Error('timeout exceeded when trying to connect');

describe('patience', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('tries again while the database is away, and answers what comes then', async () => {
    let tries = 0;
    const work = async () => {
      tries += 1;
      if (tries < 4) throw AWAY;
      return tries;
    };
    const answer = patiently(work);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await answer).toBe(4);
  });

  it('does not try what cannot work', async () => {
    const work = jest.fn(() => Promise.reject(new Error('relation "person" does not exist')));
    await expect(patiently(work)).rejects.toThrow('does not exist');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('ends after half a minute', async () => {
    const answer = expect(patiently(() => Promise.reject(AWAY))).rejects.toThrow('timeout exceeded');
    await jest.advanceTimersByTimeAsync(31_000);
    await answer;
  });
});
