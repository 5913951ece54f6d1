import { createHash, hkdfSync } from 'node:crypto';
import pg from 'pg';
import { APP_ROLE, APP_ROLE_OPTION } from './connection.js';

const CONNECT_MS = 10_000;
const INSUFFICIENT_PRIVILEGE = '42501';
/** invalid_password, invalid_authorization_specification, and a role that may not be set. */
const LOGIN_REFUSED = ['28P01', '28000', INSUFFICIENT_PRIVILEGE, '22023'];

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
  url.username = login;
  url.password = password;
  const appUrl = url.toString();
  if (await canConnect(appUrl)) return appUrl;
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_MS });
  await client.connect();
  try {
    await makeLogin(client, login, password);
    return appUrl;
  } catch (error) {
    if ((error as { code?: string }).code === INSUFFICIENT_PRIVILEGE) return databaseUrl;
    throw error;
  } finally {
    await client.end();
  }
}

/** It was made at an earlier start; the right to make roles may have been taken away since. */
async function canConnect(appUrl: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString: appUrl,
    options: APP_ROLE_OPTION,
    connectionTimeoutMillis: CONNECT_MS,
  });
  try {
    await client.connect();
    return true;
  } catch (error) {
    const code = (error as { code?: string }).code ?? '';
    if (LOGIN_REFUSED.includes(code)) return false;
    throw error;
  } finally {
    await client.end().catch(() => undefined); // a connection that never came to be has nothing to end
  }
}

/** Name and password are hexadecimal and ours: they need no quoting. */
async function makeLogin(client: pg.Client, login: string, password: string): Promise<void> {
  await client.query('BEGIN');
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [login]);
  await client.query(`${rowCount ? 'ALTER' : 'CREATE'} ROLE ${login} LOGIN PASSWORD '${password}'`);
  await client.query(`GRANT ${APP_ROLE} TO ${login}`);
  await client.query('COMMIT');
}
