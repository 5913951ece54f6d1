import { parseArgs } from 'node:util';
import pg from 'pg';
import { readConfig } from '../../config.js';
import { ADMIN_ROLES, type AdminRole } from '../../contracts/vocabulary.js';
import { newId } from '../../infra/id.js';
import { newPasswordLink } from '../sign-in/password-link.js';

const USAGE = `npm run admin-link -- --login <name> --role ${ADMIN_ROLES.join('|')} [--name 张三]
  建立管理员账号并生成一次性设置密码的链接 (24 小时内有效); 账号已存在时只生成新链接
  Makes an administrator's account and prints a one-time link for the password (24 h); for an existing account only a
  new link. The three administrators must be different people.`;
const LOGIN = /^[a-z][a-z0-9._-]{2,31}$/;

interface Wish {
  login: string;
  role: AdminRole;
  name: string;
}

function readWish(): Wish | null {
  const { values } = parseArgs({
    options: {
      login: { type: 'string', default: '' },
      role: { type: 'string', default: '' },
      name: { type: 'string', default: '' },
      help: { type: 'boolean', default: false },
    },
  });
  const role = ADMIN_ROLES.find((known) => known === values.role);
  if (values.help || !role || !LOGIN.test(values.login)) return null;
  return { login: values.login, role, name: values.name || values.login };
}

/** The account's id, made now if it does not exist. */
async function ensureAccount(client: pg.Client, { login, role, name }: Wish): Promise<string> {
  const known = await client.query<{ id: string }>(`SELECT id FROM account WHERE login = $1`, [login]);
  const existing = known.rows[0]?.id;
  if (existing) return existing;
  const [personId, accountId] = [newId(), newId()];
  await client.query(`INSERT INTO person (id) VALUES ($1)`, [personId]);
  await client.query(`INSERT INTO account (id, person_id, login, display_name) VALUES ($1, $2, $3, $4)`, [
    accountId,
    personId,
    login,
    name,
  ]);
  await client.query(`INSERT INTO role_grant (id, account_id, role, path) VALUES ($1, $2, $3, '/')`, [
    newId(),
    accountId,
    role,
  ]);
  await record(client, 'account.created', accountId, { login });
  await record(client, 'grant.given', accountId, { role });
  return accountId;
}

/** Whoever may run this has no account here: the audit says that it was done at the server itself. */
async function record(client: pg.Client, action: string, accountId: string, after: object | null): Promise<void> {
  await client.query(
    `INSERT INTO audit_entry (id, occurred_at, user_agent, action, path, subject_kind, subject_id, after, result)
     VALUES ($1, now(), 'admin-link', $2, '/', 'account', $3, $4, 'done')`,
    [newId(), action, accountId, after],
  );
}

async function main(): Promise<number> {
  const wish = readWish();
  if (!wish) {
    console.log(USAGE);
    return 1;
  }
  const config = readConfig(process.env);
  const client = new pg.Client({ connectionString: config.databaseUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query('BEGIN');
    const accountId = await ensureAccount(client, wish);
    const { digest, url, expiresAt } = newPasswordLink(config.publicUrl, new Date());
    await client.query(`UPDATE password_link SET used_at = now() WHERE account_id = $1 AND used_at IS NULL`, [
      accountId,
    ]);
    await client.query(
      `INSERT INTO password_link (id, account_id, digest, created_at, expires_at) VALUES ($1, $2, $3, now(), $4)`,
      [newId(), accountId, digest, expiresAt],
    );
    await record(client, 'account.password_reset', accountId, null);
    await client.query('COMMIT');
    console.log(url);
    console.log(`一次有效, 至 / good once, until ${expiresAt.toISOString()}`);
    return 0;
  } finally {
    await client.end();
  }
}

process.exitCode = await main();
