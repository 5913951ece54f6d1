import { describe, expect, it, jest } from '@jest/globals';
import { RequestFailure } from './failure.js';
import { fullJitter, retrying } from './retry.js';

const failing = (status: number) => RequestFailure.of({ code: 'server.unavailable', status, title: '' });

describe('back-off', () => {
  it('lies anywhere between nothing and a bound that doubles up to its cap', () => {
    const bound = (attempt: number) => fullJitter(attempt, { base: 500, cap: 8000 }, () => 1);
    expect([0, 1, 2, 3, 4, 9].map(bound)).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
    expect(fullJitter(5, { base: 500, cap: 8000 }, () => 0)).toBe(0);
  });

  it('tries again after a passing failure', async () => {
    const attempt = jest.fn<() => Promise<string>>().mockRejectedValueOnce(failing(503)).mockResolvedValueOnce('done');
    await expect(retrying(attempt, { backOff: { base: 1, cap: 1 } })).resolves.toBe('done');
  });

  it('does not ask twice for what was refused', async () => {
    const attempt = jest
      .fn<() => Promise<string>>()
      .mockRejectedValue(RequestFailure.of({ code: 'session.wrong_state', status: 409, title: '' }));
    await expect(retrying(attempt, { backOff: { base: 1, cap: 1 } })).rejects.toMatchObject({
      code: 'session.wrong_state',
    });
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  it('gives up in the end and tells why', async () => {
    const attempt = jest.fn<() => Promise<string>>().mockRejectedValue(failing(503));
    await expect(retrying(attempt, { tries: 3, backOff: { base: 1, cap: 1 } })).rejects.toMatchObject({
      kind: 'problem',
    });
    expect(attempt).toHaveBeenCalledTimes(3);
  });
});
