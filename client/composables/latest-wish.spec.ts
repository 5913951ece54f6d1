import { describe, expect, it } from '@jest/globals';
import { latestWish } from './latest-wish.js';

describe('the latest wish', () => {
  it('follows the one under way; those between are not sent', async () => {
    const sent: number[] = [];
    const answers: (() => void)[] = [];
    const wish = latestWish<number>((page) => {
      sent.push(page);
      return new Promise((resolve) => answers.push(resolve));
    });
    const all = [2, 3, 4, 5].map(wish);
    expect(sent).toEqual([2]);
    answers.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
    expect(sent).toEqual([2, 5]);
    answers.shift()?.();
    await Promise.all(all);
    expect(sent).toEqual([2, 5]);
  });

  it('sends again afterwards, also after a failure', async () => {
    const sent: number[] = [];
    const wish = latestWish<number>(async (page) => {
      sent.push(page);
      if (page === 1) throw new Error('no');
    });
    await expect(wish(1)).rejects.toThrow('no');
    await wish(2);
    expect(sent).toEqual([1, 2]);
  });
});
