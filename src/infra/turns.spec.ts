import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

/** Work that ends when it is told to. */
function work() {
  let end: (fails?: boolean) => void = () => undefined;
  const done = new Promise<string>((resolve, reject) => {
    end = (fails) => (fails ? reject(new Error('failed')) : resolve('done'));
  });
  return { end: (fails?: boolean) => end(fails), done };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('so many run at once, in the order in which they came', async () => {
    const turns = new Turns(2, 10, 1);
    const pieces = Array.from({ length: 4 }, work);
    const begun: number[] = [];
    const results = pieces.map(({ done }, index) =>
      turns.run(() => {
        begun.push(index);
        return done;
      }),
    );
    await settle();
    expect(begun).toEqual([0, 1]);
    pieces[1]?.end();
    await settle();
    expect(begun).toEqual([0, 1, 2]);
    for (const piece of pieces) piece.end();
    expect(await Promise.all(results)).toEqual(['done', 'done', 'done', 'done']);
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it('one that fails gives its place on, too', async () => {
    const turns = new Turns(1, 10, 1);
    const [first, second] = [work(), work()];
    const results = [turns.run(() => first.done), turns.run(() => second.done)];
    first.end(true);
    second.end();
    expect(await Promise.allSettled(results)).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled' }]);
    expect(await turns.run(() => Promise.resolve('again'))).toBe('again');
  });

  it('whoever comes when too many wait is sent away, and may come again', async () => {
    const turns = new Turns(1, 2, 3);
    const pieces = Array.from({ length: 3 }, work);
    const results = pieces.map(({ done }) => turns.run(() => done));
    await expect(turns.run(() => Promise.resolve('late'))).rejects.toMatchObject({
      code: 'server.unavailable',
      details: { retryAfter: 3 },
    });
    for (const piece of pieces) piece.end();
    await Promise.all(results);
    expect(await turns.run(() => Promise.resolve('later'))).toBe('later');
  });
});
