import type { DataSourceOptions } from 'typeorm';

/**
 * The server works as a role that owns no table: it cannot change the schema, and what a migration did not grant it
 * cannot do (the ledger knows no UPDATE). Its login (`app-login.ts`) is a member of this role; DATABASE_URL's is the
 * owner and is used for migrations only.
 */
export const APP_ROLE = 'yunqiao_app';
export const APP_ROLE_OPTION = `-c role=${APP_ROLE}`;

/**
 * node-postgres waits for ever by default. Here every wait has a bound, so that each answer comes within 2 s while the
 * database is away: a command that hangs costs one statement and one ROLLBACK, a read one statement.
 */
const COMMON_LIMITS = {
  connectionTimeoutMillis: 900,
  idle_in_transaction_session_timeout: 10_000,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
} as const;

export const READ_LIMITS = { ...COMMON_LIMITS, statement_timeout: 1_200, query_timeout: 1_300 } as const;
export const WRITE_LIMITS = {
  ...COMMON_LIMITS,
  statement_timeout: 900,
  lock_timeout: 800,
  query_timeout: 900,
} as const;

/** For figures over everybody who came: a person waits, and rather a few seconds than in vain. */
export const REPORT_LIMITS = {
  ...COMMON_LIMITS,
  connectionTimeoutMillis: 10_000,
  statement_timeout: 20_000,
  query_timeout: 21_000,
} as const;

/** For what nobody waits for: rollups, exports. */
export const LONG_LIMITS = {
  ...COMMON_LIMITS,
  idle_in_transaction_session_timeout: 300_000,
  statement_timeout: 60_000,
  query_timeout: 65_000,
} as const;

/** Options of the write connection; `asOwner` for migrations. */
export function writeConnection(databaseUrl: string, asOwner: boolean): DataSourceOptions & { type: 'postgres' } {
  return {
    type: 'postgres',
    url: databaseUrl,
    synchronize: false,
    migrationsRun: false,
    applicationName: asOwner ? 'yunqiao-migrate' : 'yunqiao-write',
    poolSize: asOwner ? 2 : 10,
    extra: asOwner ? { connectionTimeoutMillis: 10_000 } : { ...WRITE_LIMITS, options: APP_ROLE_OPTION },
  };
}
