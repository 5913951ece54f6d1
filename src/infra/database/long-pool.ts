import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { CONFIG, type Config } from '../../config.js';
import { APP_ROLE_OPTION, LONG_LIMITS } from './connection.js';

/**
 * For statements that may take a minute (rollups, exports): connections of their own, so that neither a page nor a
 * command ever waits behind one.
 */
@Injectable()
export class LongPool implements OnApplicationShutdown {
  private readonly pool: pg.Pool;

  constructor(@Inject(CONFIG) config: Config) {
    this.pool = new pg.Pool({
      connectionString: config.databaseUrl,
      options: APP_ROLE_OPTION,
      application_name: 'yunqiao-long',
      max: 3,
      ...LONG_LIMITS,
    });
    // A connection that breaks while idle is replaced by the pool; without a listener the process would end.
    this.pool.on('error', () => undefined);
  }

  /** One transaction on one connection. */
  async run<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /**
   * The rows of a query, fetched in parts as fast as they are read, of one snapshot. A reader that stops early ends the
   * query.
   */
  async *stream<Row extends pg.QueryResultRow>(
    sql: string,
    parameters: unknown[],
    fetched: number,
  ): AsyncGenerator<Row> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN READ ONLY');
      await client.query(`DECLARE line_of_file NO SCROLL CURSOR FOR ${sql}`, parameters);
      for (;;) {
        const { rows } = await client.query<Row>(`FETCH ${fetched} FROM line_of_file`);
        yield* rows;
        if (rows.length < fetched) return;
      }
    } finally {
      await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
      client.release(broken);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
