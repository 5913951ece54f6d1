import { randomBytes } from 'node:crypto';
import request from 'supertest';
import { tokenDigest } from '../../src/accounts/sign-in/access-tokens.service.js';
import { ActorCache } from '../../src/accounts/sign-in/actor-cache.js';
import { Phones } from '../../src/accounts/persons/phones.service.js';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { ADMIN_ROLES, type Role } from '../../src/contracts/vocabulary.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { newId } from '../../src/infra/id.js';
import type { TestApp } from './app.js';

export interface SignedInPerson {
  /** Sends the access token with every request. */
  agent: ReturnType<typeof request.agent>;
  /** For browsers: name and value of the cookie. */
  cookie: { name: string; value: string };
  accountId: string;
  personId: string;
}

/** Somebody who is signed in, with a role at an organisation (or an administrator's), as rows in the database. */
export async function signedIn(
  server: TestApp,
  {
    role,
    organisationId,
    phone,
    name = '测试人员',
  }: { role?: Role; organisationId?: string; phone?: string; name?: string } = {},
): Promise<SignedInPerson> {
  const [personId, accountId, token] = [newId(), newId(), randomBytes(32).toString('base64url')];
  const { query } = server.database;
  await query(`INSERT INTO person (id) VALUES ($1)`, [personId]);
  await query(`INSERT INTO account (id, person_id, display_name) VALUES ($1, $2, $3)`, [accountId, personId, name]);
  await query(
    `INSERT INTO access_token (id, account_id, digest, created_at, last_used_at, expires_at)
     VALUES ($1, $2, $3, now(), now(), now() + interval '12 hours')`,
    [newId(), accountId, tokenDigest(token)],
  );
  if (role) await giveRole(server, accountId, role, organisationId);
  if (phone) await givePhone(server, personId, phone);
  const agent = request.agent(server.url);
  agent.set('Cookie', `yq_access=${token}`);
  return { agent, cookie: { name: 'yq_access', value: token }, accountId, personId };
}

/** A member of an organisation, or an administrator; membership and grant as accepting an invitation leaves them. */
export async function giveRole(server: TestApp, accountId: string, role: Role, organisationId?: string): Promise<void> {
  const { query } = server.database;
  if ((ADMIN_ROLES as readonly string[]).includes(role)) {
    await query(`INSERT INTO role_grant (id, account_id, role, path) VALUES ($1, $2, $3, '/')`, [
      newId(),
      accountId,
      role,
    ]);
  } else {
    await query(
      `INSERT INTO role_grant (id, account_id, role, path, organisation_id)
       SELECT $1, $2, $3, path, id FROM organisation WHERE id = $4`,
      [newId(), accountId, role, organisationId],
    );
    await query(
      `INSERT INTO membership (id, account_id, organisation_id, role, created_at) VALUES ($1, $2, $3, $4, now())`,
      [newId(), accountId, organisationId, role],
    );
  }
  server.app.get(ActorCache, { strict: false }).forget(accountId);
}

export async function givePhone(server: TestApp, personId: string, phone: string): Promise<void> {
  const phones = server.app.get(Phones, { strict: false });
  const transactions = server.app.get(Transactions, { strict: false });
  await transactions.run(SYSTEM_ACTOR, (tx) => phones.put(tx, personId, phones.normalise(phone)));
}

/** A window, agency or enterprise; answers its id. A window without a parent begins a tree of its own. */
export async function addOrganisation(
  server: TestApp,
  row: {
    kind?: 'window' | 'agency' | 'enterprise';
    level?: 'province' | 'city' | 'county' | 'cluster';
    name?: string;
    parentId?: string;
    creditCode?: string;
  } = {},
): Promise<string> {
  const id = newId();
  const kind = row.kind ?? 'window';
  const [parent] = row.parentId
    ? await server.database.query<{ path: string }>(`SELECT path FROM organisation WHERE id = $1`, [row.parentId])
    : [];
  await server.database.query(
    `INSERT INTO organisation (id, kind, level, name, path, parent_id, credit_code) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      id,
      kind,
      kind === 'window' ? (row.level ?? 'county') : null,
      row.name ?? '测试机构',
      `${parent?.path ?? '/'}${id}/`,
      row.parentId ?? null,
      row.creditCode ?? null,
    ],
  );
  return id;
}
