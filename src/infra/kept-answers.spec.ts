import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Clock } from './clock.js';
import { KeptAnswers } from './kept-answers.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Answers after so many milliseconds, each with its number. */
function slow(ms: number) {
  let asked = 0;
  return () => new Promise<number>((resolve) => setTimeout(resolve, ms, ++asked));
}

async function answer(answers: KeptAnswers<number>, read: () => Promise<number>, key = 'a'): Promise<number> {
  const asked = answers.of(key, read);
  await jest.advanceTimersByTimeAsync(5_000);
  return asked;
}

const after = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

describe('kept answers', () => {
  it('are read anew each time where they cost little', async () => {
    const [answers, read] = [new KeptAnswers<number>(new Clock(), 0), slow(900)];
    expect(await answer(answers, read)).toBe(1);
    expect(await answer(answers, read)).toBe(2);
    const [both, other] = [answers.of('a', read), answers.of('a', read)];
    await after(900);
    expect([await both, await other]).toEqual([3, 4]);
  });

  it('that are dear are given to all who ask meanwhile, and for four times as long after', async () => {
    const [answers, read] = [new KeptAnswers<number>(new Clock(), 0), slow(2_000)];
    const first = answers.of('a', read);
    await after(1_500);
    const second = answers.of('a', read);
    await after(500);
    expect([await first, await second]).toEqual([1, 1]);
    await after(7_990);
    expect(await answers.of('a', read)).toBe(1);
    await after(10);
    expect(await answer(answers, read)).toBe(2);
  });

  it('are kept for the time asked for, each under its own key', async () => {
    const [answers, read] = [new KeptAnswers<number>(new Clock(), 7_000), slow(1)];
    expect(await answer(answers, read)).toBe(1);
    expect(await answer(answers, read)).toBe(1);
    expect(await answer(answers, read, 'b')).toBe(2);
    expect(await answer(answers, read)).toBe(3);
  });

  it('are not kept when they failed', async () => {
    const answers = new KeptAnswers<number>(new Clock(), 60_000);
    await expect(answers.of('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await answer(answers, slow(1))).toBe(1);
  });

  it('are the last two hundred', async () => {
    const [answers, read] = [new KeptAnswers<number>(new Clock(), 3_600_000), () => Promise.resolve(0)];
    await answers.of('first', () => Promise.resolve(1));
    for (let key = 0; key < 199; key += 1) await answers.of(String(key), read);
    expect(await answers.of('first', read)).toBe(1);
    await answers.of('another', read);
    expect(await answers.of('first', read)).toBe(0);
  });
});
