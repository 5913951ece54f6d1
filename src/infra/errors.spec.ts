import { describe, expect, it } from '@jest/globals';
import { isUnavailable, toAppError } from './errors.js';

/** As TypeORM and as the pool for reads throw it. */
const refused = (code: string) => [
  Object.assign(new Error('failed'), { code }),
  Object.assign(new Error('failed'), { driverError: { code } }),
];

describe('an error of the database', () => {
  it.each(['40P01', '40001', '55P03', '57014', '57P01'])(
    'that may be gone in a moment (%s) says when to come again',
    (code) => {
      for (const error of refused(code)) {
        expect(isUnavailable(error)).toBe(true);
        expect(toAppError(error)).toMatchObject({ code: 'server.unavailable', details: { retryAfter: 2 } });
      }
    },
  );

  it('that nobody foresaw is a failure of the server', () => {
    for (const error of refused('23505')) expect(toAppError(error).code).toBe('server.failed');
  });

  it('that a text cannot be stored is the request’s', () => {
    for (const error of refused('22021')) expect(toAppError(error).code).toBe('request.invalid');
  });
});
