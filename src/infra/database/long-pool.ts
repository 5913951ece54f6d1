import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { CONFIG, type Config } from '../../config.js';
import { APP_ROLE_OPTION, LONG_LIMITS } from './connection.js';

/** A row whose values nobody has parsed. */
export type TextRow = Record<string, string | null>;

/** Dates, lists and numbers stay as they are written: making objects of them took longer than all that is done then. */
const AS_WRITTEN: pg.CustomTypesConfig = { getTypeParser: () => (text: string) => text };

/** The first part of a file waits until all its rows have been sorted. */
const FILE_MS = 180_000;

/** A cursor is planned as if few rows were wanted of it, unless told otherwise. */
const BEGIN_FILE = `
  BEGIN READ ONLY; SET LOCAL statement_timeout = ${FILE_MS};
  SET LOCAL cursor_tuple_fraction = 1; SET LOCAL timezone = 'Asia/Shanghai'; SET LOCAL datestyle = 'ISO'`;

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
    this.pool.on('error', unheard);
  }

  /** One transaction on one connection. */
  async run<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.connect();
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
   * The rows of a query, of one snapshot, in parts: the next one is fetched while one is used. Values are texts as the
   * database writes them, times in the business zone. A reader that stops early ends the query; the signal also cancels
   * one that has no rows yet.
   */
  async *texts(
    sql: string,
    parameters: unknown[],
    { fetched, signal }: { fetched: number; signal: AbortSignal },
  ): AsyncGenerator<TextRow[]> {
    const client = await this.connect();
    const cancel = (): void => void this.cancel(client);
    signal.addEventListener('abort', cancel);
    try {
      signal.throwIfAborted();
      await client.query(BEGIN_FILE);
      await client.query(`DECLARE file_cursor NO SCROLL CURSOR FOR ${sql}`, parameters);
      for (let next = fetchPart(client, fetched), more = true; more;) {
        const { rows } = await next;
        more = rows.length === fetched;
        if (more) next = fetchPart(client, fetched);
        if (rows.length > 0) yield rows;
      }
    } finally {
      signal.removeEventListener('abort', cancel);
      // A cancelled connection is not used again: the order to cancel may reach it late.
      const broken = signal.aborted || (await client.query('ROLLBACK').catch((failure: Error) => failure));
      client.release(broken === true || broken instanceof Error);
    }
  }

  /** What breaks while it waits for its reader is told by the next statement; unheard it would end the process. */
  private async connect(): Promise<pg.PoolClient> {
    const client = await this.pool.connect();
    if (!client.listeners('error').includes(unheard)) client.on('error', unheard);
    return client;
  }

  private async cancel({ processID }: pg.PoolClient & { processID?: number }): Promise<void> {
    // As the login itself: the role that it works as may not cancel what its login runs.
    const { connectionString, connectionTimeoutMillis } = this.pool.options;
    const client = new pg.Client({ connectionString, connectionTimeoutMillis, application_name: 'yunqiao-cancel' });
    client.on('error', unheard);
    try {
      await client.connect();
      await client.query('SELECT pg_cancel_backend($1)', [processID]);
    } catch {
      // The database is away, and the query with it.
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

const unheard = (): void => undefined;

function fetchPart(client: pg.PoolClient, rows: number): Promise<pg.QueryResult<TextRow>> {
  const part = client.query<TextRow>({
    text: `FETCH ${rows} FROM file_cursor`,
    types: AS_WRITTEN,
    query_timeout: FILE_MS + 5_000,
  } as pg.QueryConfig);
  // One that fails after its reader has gone concerns nobody.
  part.catch(() => undefined);
  return part;
}
