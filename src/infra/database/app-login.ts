import { createHash, hkdfSync } from 'node:crypto';
import pg from 'pg';
import { APP_ROLE } from './connection.js';

const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Gives the server a login of its own in this database: a member of APP_ROLE and nothing else, so that it can neither
 * change the schema nor become the owner again. Its password is derived from SECRET_KEY and never stored.
 *
 * @returns the address with that login; the given one where its role may not make roles (then APP_ROLE is only set on
 *   each connection, which keeps mistakes out, but not an attacker who can send SQL)
 */
export async function ensureAppLogin(databaseUrl: string, secretKey: string): Promise<string> {
  const url = new URL(databaseUrl);
  const database = decodeURIComponent(url.pathname.slice(1));
  // Roles belong to the whole cluster, databases do not: each database has a login of its own.
  const login = `${APP_ROLE}_${createHash('sha256').update(database).digest('hex').slice(0, 12)}`;
  const password = Buffer.from(hkdfSync('sha256', secretKey, 'yunqiao', `database-login:${database}`, 24)).toString(
    'hex',
  );
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await makeLogin(client, login, password);
  } catch (error) {
    if ((error as { code?: string }).code === INSUFFICIENT_PRIVILEGE) return databaseUrl;
    throw error;
  } finally {
    await client.end();
  }
  url.username = login;
  url.password = password;
  return url.toString();
}

/** Name and password are hexadecimal and ours: they need no quoting. */
async function makeLogin(client: pg.Client, login: string, password: string): Promise<void> {
  await client.query('BEGIN');
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [login]);
  await client.query(`${rowCount ? 'ALTER' : 'CREATE'} ROLE ${login} LOGIN PASSWORD '${password}'`);
  await client.query(`GRANT ${APP_ROLE} TO ${login}`);
  await client.query('COMMIT');
}
