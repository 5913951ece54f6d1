import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { SessionBoard } from '../../src/contracts/index.js';
import { BoardFollower, compareVersions } from './board-follower.js';

const board = (version: string, people = 0): SessionBoard => ({
  version,
  state: 'live',
  onAir: 'on',
  cut: false,
  people,
  liveSince: null,
  startsAt: '2026-01-01T00:00:00Z',
  currentItem: null,
  feed: {
    version: 1,
    hasVideo: true,
    hasAudio: true,
    interrupted: false,
    transcoded: false,
    broadcastReady: true,
    strip: null,
  },
});

describe('a followed board', () => {
  const seen: SessionBoard[] = [];
  const fetchBoard = jest.fn<(version?: string) => Promise<SessionBoard>>();
  let follower: BoardFollower;

  beforeEach(() => {
    jest.useFakeTimers();
    seen.length = 0;
    fetchBoard.mockReset();
    follower = new BoardFollower(fetchBoard, (newest) => seen.push(newest));
    follower.adopt(board('a.1'));
  });
  afterEach(() => {
    follower.close();
    jest.useRealTimers();
  });

  it('applies a tick that starts where it stands', () => {
    follower.tick({ from: 'a.1', to: 'a.2', changes: { people: 7 } });
    expect(seen.at(-1)).toMatchObject({ version: 'a.2', people: 7, onAir: 'on' });
    expect(fetchBoard).not.toHaveBeenCalled();
  });

  it('fetches the whole board, after a jitter, when a tick was missed', async () => {
    fetchBoard.mockResolvedValue(board('a.5', 9));
    follower.tick({ from: 'a.4', to: 'a.5', changes: { people: 9 } });
    expect(fetchBoard).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1000);
    expect(fetchBoard).toHaveBeenCalledWith('a.5');
    expect(seen.at(-1)?.version).toBe('a.5');
  });

  it('falls back to the newest board when that version is gone', async () => {
    fetchBoard.mockRejectedValueOnce(new Error('404')).mockResolvedValueOnce(board('a.6'));
    follower.tick({ from: 'a.4', to: 'a.5', changes: {} });
    await jest.advanceTimersByTimeAsync(1000);
    expect(seen.at(-1)?.version).toBe('a.6');
  });

  it('ignores what is older, late ticks and late answers alike', () => {
    follower.adopt(board('a.9'));
    follower.tick({ from: 'a.3', to: 'a.4', changes: { people: 1 } });
    follower.adopt(board('a.2'));
    expect(seen.map(({ version }) => version)).toEqual(['a.1', 'a.9']);
  });

  it('takes the board of another epoch, whatever its number', () => {
    follower.adopt(board('b.1'));
    expect(seen.at(-1)?.version).toBe('b.1');
  });

  it.each([
    ['less than two seconds while it is live', 'live', 13, 21],
    ['two to five seconds before and after', 'ended', 4, 11],
  ] as const)('polls every %s, as long as there is no socket', async (_when, state, least, most) => {
    const newest = { ...board('a.2'), state };
    follower.adopt(newest);
    fetchBoard.mockResolvedValue(newest);
    follower.poll(true);
    await jest.advanceTimersByTimeAsync(20_000);
    const calls = fetchBoard.mock.calls.length;
    expect(calls).toBeGreaterThanOrEqual(least);
    expect(calls).toBeLessThanOrEqual(most);
    follower.poll(false);
    await jest.advanceTimersByTimeAsync(20_000);
    expect(fetchBoard.mock.calls.length).toBe(calls);
  });
});

describe('versions', () => {
  it('compare within an epoch only', () => {
    expect(compareVersions('a.10', 'a.9')).toBe(1);
    expect(compareVersions('a.9', 'a.9')).toBe(0);
    expect(compareVersions('b.1', 'a.9')).toBeNull();
  });
});
