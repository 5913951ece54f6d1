import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { CONFIG, type Config } from '../../config.js';
import { APP_ROLE_OPTION, READ_LIMITS, REPORT_LIMITS } from './connection.js';

/** Plain SQL that changes nothing, on connections of its own. */
abstract class ReadOnlyPool implements OnApplicationShutdown {
  private readonly pool: pg.Pool;

  protected constructor({ databaseUrl }: Config, settings: pg.PoolConfig) {
    this.pool = new pg.Pool({
      connectionString: databaseUrl,
      options: `${APP_ROLE_OPTION} -c default_transaction_read_only=on`,
      ...settings,
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

/** Reads that join: readers never wait behind writers. */
@Injectable()
export class ReadPool extends ReadOnlyPool {
  constructor(@Inject(CONFIG) config: Config) {
    super(config, { application_name: 'yunqiao-read', max: 8, ...READ_LIMITS });
  }
}

/** Reads that look at everybody who came to a session, which may be a million: pages never wait behind them. */
@Injectable()
export class ReportPool extends ReadOnlyPool {
  constructor(@Inject(CONFIG) config: Config) {
    super(config, { application_name: 'yunqiao-report', max: 4, ...REPORT_LIMITS });
  }
}
