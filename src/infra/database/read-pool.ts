import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { CONFIG, type Config } from '../../config.js';
import { APP_ROLE_OPTION, READ_LIMITS } from './connection.js';

/** Plain SQL for reads that join: a pool of its own, so that readers never wait behind writers. */
@Injectable()
export class ReadPool implements OnApplicationShutdown {
  private readonly pool: pg.Pool;

  constructor(@Inject(CONFIG) config: Config) {
    this.pool = new pg.Pool({
      connectionString: config.databaseUrl,
      options: `${APP_ROLE_OPTION} -c default_transaction_read_only=on`,
      application_name: 'yunqiao-read',
      max: 8,
      ...READ_LIMITS,
    });
    // A connection that breaks while idle is replaced by the pool; without a listener the process would end.
    this.pool.on('error', () => undefined);
  }

  async query<Row extends pg.QueryResultRow>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>(sql, parameters)).rows;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
