import { describe, expect, it } from '@jest/globals';
import { Board, type BoardTick, changedFields } from './board.js';

/** A source whose reads end when the test lets them. */
function gatedSource() {
  let value = 0;
  const waiting: (() => void)[] = [];
  return {
    commit: () => (value += 1),
    read: () => {
      const seen = value;
      return new Promise<{ n: number }>((resolve) => waiting.push(() => resolve({ n: seen })));
    },
    release: () => waiting.shift()?.(),
    waiting,
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a board', () => {
  it('a refresh after a commit never answers a reading that began before it', async () => {
    const source = gatedSource();
    const board = new Board({ read: source.read, publish: () => undefined });
    const early = board.newest();
    source.commit();
    const late = board.refresh();
    source.release();
    await early;
    await turn();
    source.release();
    await late;
    expect((await board.newest()).content).toEqual({ n: 1 });
    board.close();
  });

  it('tells each change once, from one version to the next, and keeps the old ones', async () => {
    let n = 0;
    const ticks: BoardTick<{ n: number }>[] = [];
    const board = new Board({ read: () => Promise.resolve({ n }), publish: (tick) => ticks.push(tick) });
    const first = await board.newest();
    await board.refresh();
    n = 5;
    await board.refresh();
    const second = await board.newest();
    expect(ticks).toEqual([{ from: first.version, to: second.version, changes: { n: 5 } }]);
    expect(board.at(first.version)).toEqual({ n: 0 });
    board.close();
  });

  it('names only what differs', () => {
    expect(changedFields({ a: 1, b: { c: [1] } }, { a: 1, b: { c: [2] } })).toEqual({ b: { c: [2] } });
  });
});
