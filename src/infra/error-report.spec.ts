import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { errorReport } from './error-report.js';

/** What PostgreSQL says of a row that it refuses. */
function refusal(code: string, message: string): Error {
  const said = { code, severity: 'ERROR', table: 'person_phone', constraint: 'person_phone_hmac_uq' };
  const row = { detail: 'Failing row contains (张三, 13812341234)', where: 'unnamed portal parameter $1 = 张三' };
  return Object.assign(new Error(message), said, row);
}

function failed(driver: Error): Error {
  return new QueryFailedError('INSERT INTO person_phone VALUES ($1, $2)', ['张三', '13812341234'], driver);
}

/** Everything that can be read from it, by whatever way a log writes it down. */
function written(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error);
  const own = Object.fromEntries(Object.getOwnPropertyNames(error).map((name) => [name, Reflect.get(error, name)]));
  return `${JSON.stringify(own)} ${error.message} ${error.stack} ${error.cause ? written(error.cause) : ''}`;
}

describe('the report of an error', () => {
  it('says what failed where, without the people of the statement', () => {
    const report = errorReport(failed(refusal('23505', 'duplicate key value violates unique constraint')));
    expect(report).toMatchObject({
      code: '23505',
      constraint: 'person_phone_hmac_uq',
      query: 'INSERT INTO person_phone VALUES ($1, $2)',
    });
    expect(report.message).toContain('duplicate key');
    expect(report.stack).toContain('error-report.spec');
    expect(written(report)).not.toMatch(/张三|13812341234/);
  });

  it('takes the value out of a message that repeats it', () => {
    const report = errorReport(failed(refusal('22P02', 'invalid input syntax for type uuid: "13812341234"')));
    expect(report.message).toBe('invalid input syntax for type uuid: "…"');
    expect(written(report)).not.toMatch(/张三|13812341234/);
  });

  it('goes on into the causes', () => {
    const outer = new Error('not done', { cause: failed(refusal('23514', 'new row violates check constraint')) });
    const report = errorReport(outer);
    expect((report.cause as Error).message).toContain('check constraint');
    expect(written(report)).not.toMatch(/张三|13812341234/);
  });

  it('ends with a cause that is its own, and takes what is no error', () => {
    const circle = new Error('circle');
    circle.cause = circle;
    expect(errorReport(circle).message).toBe('circle');
    expect(errorReport('text').message).toBe('text');
  });
});
