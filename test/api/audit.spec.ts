import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import request from 'supertest';
import { CHAIN_START, instantSql, SEALED_COLUMNS, type SealedEntry, sealHash } from '../../src/accounts/audit-chain.js';
import { auditCheck } from '../../src/accounts/audit-check.command.js';
import { AuditSealer } from '../../src/accounts/audit-sealer.service.js';
import { AuditTrail } from '../../src/accounts/audit-trail.read-model.js';
import { type NotedHead, walkAudit } from '../../src/accounts/audit-walk.js';
import { Audit, type AuditLine } from '../../src/accounts/audit.service.js';
import type { AuditChain, AuditCheckAccepted, AuditCheckReport } from '../../src/contracts/audit.contract.js';
import { type Actor, SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { APP_ROLE_OPTION } from '../../src/infra/database/connection.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { signedIn } from '../setup/people.js';
import { until } from '../setup/until.js';

let server: TestApp;
let audit: Audit;
let transactions: Transactions;

beforeAll(async () => {
  server = await startTestApp();
  audit = server.app.get(Audit, { strict: false });
  transactions = server.app.get(Transactions);
});
afterAll(() => server.close());

const somebody = (): Actor => ({
  ...SYSTEM_ACTOR,
  kind: 'person',
  accountId: newId(),
  address: '10.1.2.3',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
});
const line = (rest: Partial<AuditLine> = {}): AuditLine => ({
  action: 'event.changed',
  path: '/',
  subject: { kind: 'event', id: newId() },
  after: { title: '融资服务云上对接会' },
  ...rest,
});

function record(actor: Actor, ...lines: AuditLine[]): Promise<void> {
  return transactions.run(actor, async (tx) => {
    for (const one of lines) await audit.record(tx, one);
  });
}

async function allSealed(): Promise<void> {
  const open = `SELECT 1 FROM audit_entry e WHERE NOT EXISTS (SELECT FROM audit_seal s WHERE s.entry_id = e.id) LIMIT 1`;
  await until('every entry is sealed', async () => (await server.database.query(open)).length === 0, {
    within: 20_000,
  });
}

/** Without waiting for the job. */
function sealNow(): Promise<void> {
  const sealer = server.app.get(AuditSealer, { strict: false });
  return transactions.run(SYSTEM_ACTOR, (tx) => sealer.seal(tx));
}

function check(expected: NotedHead | null = null): Promise<AuditCheckReport> {
  return walkAudit((sql, parameters) => server.database.query(sql, parameters), new Date(), expected);
}

type Tampering = string | [string, unknown[]] | ((owner: pg.Client) => Promise<void>);

/** What a check sees after the owner of the tables has done this; then it is undone. */
async function afterTampering(steps: Tampering[], expected: NotedHead | null = null): Promise<AuditCheckReport> {
  const owner = new pg.Client({ connectionString: server.database.url });
  await owner.connect();
  try {
    await owner.query('BEGIN');
    await owner.query(`SET LOCAL session_replication_role = replica`); // no trigger and no foreign key in the way
    for (const step of steps) {
      if (typeof step === 'function') await step(owner);
      else await (typeof step === 'string' ? owner.query(step) : owner.query(...step));
    }
    return await walkAudit(async (sql, parameters) => (await owner.query(sql, parameters)).rows, new Date(), expected);
  } finally {
    await owner.query('ROLLBACK');
    await owner.end();
  }
}

/** What nobody but an owner with time and this source can do: every seal from that one on computed anew. */
function resealFrom(first: number) {
  return async (owner: pg.Client): Promise<void> => {
    const { rows } = await owner.query<SealedEntry & { no: number; prevHash: string; sealedAt: string }>(
      `SELECT s.no::integer AS no, s.prev_hash AS "prevHash", ${instantSql('s.sealed_at')} AS "sealedAt", ${SEALED_COLUMNS}
       FROM audit_seal s JOIN audit_entry e ON e.id = s.entry_id WHERE s.no >= $1 ORDER BY s.no`,
      [first],
    );
    let prevHash = rows[0]?.prevHash ?? CHAIN_START;
    for (const { no, prevHash: _old, sealedAt, ...entry } of rows) {
      const hash = sealHash({ no, prevHash, sealedAt }, entry);
      await owner.query('UPDATE audit_seal SET prev_hash = $2, hash = $3 WHERE no = $1', [no, prevHash, hash]);
      prevHash = hash;
    }
  };
}

async function seals(): Promise<{ no: number; entryId: string; hash: string }[]> {
  return server.database.query('SELECT no::integer AS no, entry_id AS "entryId", hash FROM audit_seal ORDER BY no');
}

async function someSealed(count = 6): Promise<{ no: number; entryId: string; hash: string }[]> {
  const actor = somebody();
  for (let n = 0; n < count; n += 1) await record(actor, line());
  await sealNow();
  await allSealed();
  return seals();
}

describe('an administrative act', () => {
  it('stands in the audit: who, when, from where, what, before and after, result', async () => {
    const actor = somebody();
    const subject = { kind: 'account', id: newId() } as const;
    const began = new Date();
    await record(
      actor,
      line({
        action: 'account.password_reset',
        subject,
        before: { login: 'tanghy', name: '唐海燕', phone: '+8613812341234', passwordHash: 'scrypt$old' },
        after: { login: 'tanghy', name: '唐海燕 13912341234', phone: '+8613712341234', passwordHash: 'scrypt$new' },
      }),
    );
    const [entry] = await server.database.query('SELECT * FROM audit_entry WHERE account_id = $1', [actor.accountId]);
    expect(entry).toMatchObject({
      action: 'account.password_reset',
      subject_kind: 'account',
      subject_id: subject.id,
      address: '10.1.2.3',
      user_agent: actor.userAgent,
      before: { name: '唐海燕', phone: '138****1234', passwordHash: '***' },
      after: { name: '唐海燕 139****1234', phone: '137****1234', passwordHash: '***' },
      result: 'done',
      code: null,
    });
    expect(entry?.['before']).not.toHaveProperty('login');
    expect(entry?.['occurred_at'].getTime()).toBeGreaterThanOrEqual(began.getTime());
  });

  it('leaves no entry when its command is rolled back', async () => {
    const actor = somebody();
    const command = transactions.run(actor, async (tx) => {
      await audit.record(tx, line());
      throw new Error('no');
    });
    await expect(command).rejects.toThrow('no');
    expect(await server.database.query('SELECT 1 FROM audit_entry WHERE account_id = $1', [actor.accountId])).toEqual(
      [],
    );
  });

  it('is kept whatever strange text a name, an id or a browser holds', async () => {
    const actor = { ...somebody(), userAgent: `\0${'长'.repeat(300)}` };
    const odd = 'a\0b\ud800';
    await record(actor, line({ subject: { kind: 'event', id: odd }, after: { title: odd, [odd]: [odd] } }));
    const [entry] = await server.database.query('SELECT * FROM audit_entry WHERE account_id = $1', [actor.accountId]);
    expect(entry).toMatchObject({ subject_id: 'ab\ufffd', after: { title: 'ab\ufffd', 'ab\ufffd': ['ab\ufffd'] } });
    expect(entry?.['user_agent']).toHaveLength(200);
  });

  it.each(['audit_entry', 'audit_seal', 'audit_check'])('cannot be undone in %s', async (table) => {
    await someSealed(1);
    const column = table === 'audit_seal' ? 'hash' : table === 'audit_entry' ? 'action' : 'report';
    await server.database.query(
      `INSERT INTO audit_check (id, requested_at, finished_at, report) VALUES ($1, now(), now(), '{}')`,
      [newId()],
    );
    const statements = [
      `UPDATE ${table} SET ${column} = ${column}`,
      `DELETE FROM ${table}`,
      `TRUNCATE ${table} CASCADE`,
    ];
    const app = new pg.Client({ connectionString: server.database.appUrl, options: APP_ROLE_OPTION });
    await app.connect();
    for (const statement of statements) {
      await expect(app.query(statement)).rejects.toThrow(/permission denied/);
      await expect(server.database.query(statement)).rejects.toThrow(/append-only/);
    }
    await app.end();
  });
});

describe('a refused act', () => {
  const refusals = (accountId: string | null) =>
    server.database.query<{ result: string; code: string; after: unknown }>(
      'SELECT action, result, code, after, subject_id FROM audit_entry WHERE account_id = $1',
      [accountId],
    );

  it('is noted with its code, though its own transaction wrote nothing', async () => {
    const actor = somebody();
    audit.refused(actor, { ...line({ action: 'grant.given' }), code: 'grant.roles_conflict' });
    const [entry] = await until('it is there', async () => {
      const rows = await refusals(actor.accountId);
      return rows.length > 0 ? rows : null;
    });
    expect(entry).toMatchObject({ action: 'grant.given', result: 'refused', code: 'grant.roles_conflict' });
  });

  it('of one account is kept thirty times a minute, the rest is counted', async () => {
    const actor = somebody();
    for (let n = 0; n < 70; n += 1) audit.refused(actor, { ...line(), code: 'access.denied' });
    const other = somebody();
    audit.refused(other, { ...line(), code: 'access.denied' });
    await until('the other one is there', async () => (await refusals(other.accountId)).length === 1);
    await until('all that are kept are there', async () => (await refusals(actor.accountId)).length >= 30);
    // A minute may turn between two of them, once.
    expect((await refusals(actor.accountId)).length).toBeLessThanOrEqual(60);
    const { text } = await request(server.url).get('/metrics');
    const [, dropped] = /^yunqiao_audit_refusals_dropped_total (\d+)$/m.exec(text) ?? [];
    expect(Number(dropped)).toBeGreaterThanOrEqual(10);
  });

  it('fails nobody when it cannot be written', async () => {
    const actor = somebody();
    audit.refused(actor, { ...line({ path: 'no path, which the table refuses' }), code: 'access.denied' });
    await expect(audit.beforeApplicationShutdown()).resolves.toBeUndefined();
    expect(await refusals(actor.accountId)).toEqual([]);
  });
});

describe('the chain', () => {
  it('grows with every act and checks', async () => {
    const before = await seals();
    const actor = somebody();
    await record(actor, line(), line());
    await record(actor, line());
    await allSealed();
    const report = await check();
    expect(report).toMatchObject({ ok: true, faultCount: 0, faults: [] });
    expect(report.seals).toBeGreaterThanOrEqual(before.length + 3);
    expect(report.entries).toBe(report.seals);
    const after = await seals();
    expect(report.head).toEqual({ no: after.length, hash: after.at(-1)?.hash });
    expect(after.slice(0, before.length)).toEqual(before);
  });

  it('takes an entry that was begun first and committed last', async () => {
    const late = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const slow = transactions.run(somebody(), async (tx) => {
      await audit.record(tx, line());
      begun.resolve();
      await late.promise;
    });
    await begun.promise;
    await someSealed(1);
    late.resolve();
    await slow;
    await sealNow();
    await allSealed();
    expect((await check()).ok).toBe(true);
  });

  it('is one chain when several seal at once, and takes more than a batch', async () => {
    await server.database.query(
      `INSERT INTO audit_entry (id, occurred_at, action, path, subject_kind, result)
       SELECT gen_random_uuid(), now(), 'event.changed', '/', 'event', 'done' FROM generate_series(1, 1200)`,
    );
    await Promise.all([sealNow(), sealNow(), sealNow(), sealNow()]);
    await allSealed();
    expect(await check()).toMatchObject({ ok: true });
  });
});

describe('the check', () => {
  it('names exactly the entry that its owner changed', async () => {
    const chain = await someSealed();
    const victim = chain.at(-3);
    const report = await afterTampering([
      [`UPDATE audit_entry SET after = '{"title": "另一个"}' WHERE id = $1`, [victim?.entryId]],
    ]);
    expect(report.faults).toEqual([{ kind: 'entry_changed', no: victim?.no, entryId: victim?.entryId }]);
    expect(report.ok).toBe(false);
  });

  it.each([
    `occurred_at = occurred_at + interval '1 microsecond'`,
    'account_id = gen_random_uuid()',
    `address = '10.9.9.9'`,
    `action = 'event.created'`,
    `after = after || '{"more": null}'`,
    `result = 'refused', code = 'access.denied'`,
  ])('sees %s', async (change) => {
    const [victim] = (await someSealed(1)).slice(-1);
    const report = await afterTampering([[`UPDATE audit_entry SET ${change} WHERE id = $1`, [victim?.entryId]]]);
    expect(report.faults).toEqual([{ kind: 'entry_changed', no: victim?.no, entryId: victim?.entryId }]);
  });

  it('sees an entry that was taken out, without its seal and with it', async () => {
    const chain = await someSealed();
    const [victim, next] = chain.slice(-3);
    const entryGone: [string, unknown[]] = ['DELETE FROM audit_entry WHERE id = $1', [victim?.entryId]];
    expect((await afterTampering([entryGone])).faults).toEqual([
      { kind: 'entry_missing', no: victim?.no, entryId: victim?.entryId },
    ]);
    const sealGone: [string, unknown[]] = ['DELETE FROM audit_seal WHERE no = $1', [victim?.no]];
    expect((await afterTampering([entryGone, sealGone])).faults).toEqual([
      { kind: 'seal_missing', no: next?.no, entryId: null },
    ]);
    // The gap closed by renumbering does not help.
    const renumbered: [string, unknown[]] = ['UPDATE audit_seal SET no = no - 1 WHERE no > $1', [victim?.no]];
    const { faults } = await afterTampering([entryGone, sealGone, renumbered]);
    expect(faults[0]).toEqual({ kind: 'link_broken', no: victim?.no, entryId: next?.entryId });
  });

  it('sees a seal that was made to fit a changed entry', async () => {
    const [victim, next] = (await someSealed()).slice(-2);
    const report = await afterTampering([[`UPDATE audit_seal SET hash = repeat('a', 64) WHERE no = $1`, [victim?.no]]]);
    expect(report.faults).toEqual([
      { kind: 'entry_changed', no: victim?.no, entryId: victim?.entryId },
      { kind: 'link_broken', no: next?.no, entryId: next?.entryId },
    ]);
  });

  it('sees an entry that was kept from being sealed', async () => {
    const id = newId();
    const report = await afterTampering([
      [
        `INSERT INTO audit_entry (id, occurred_at, action, path, subject_kind, result)
         VALUES ($1, now() - interval '11 minutes', 'event.changed', '/', 'event', 'done')`,
        [id],
      ],
    ]);
    expect(report.faults).toEqual([{ kind: 'entry_unsealed', no: null, entryId: id }]);
  });

  it('sees a cut-off end by a head that was noted earlier, and only so', async () => {
    const chain = await someSealed();
    const head = chain.at(-1)!;
    const cut = [
      `DELETE FROM audit_seal WHERE no > ${head.no - 3}`,
      `DELETE FROM audit_entry e WHERE NOT EXISTS (SELECT FROM audit_seal s WHERE s.entry_id = e.id)`,
    ];
    expect(await check(head)).toMatchObject({ ok: true, expected: { no: head.no, hash: head.hash } });
    expect((await afterTampering(cut)).ok).toBe(true);
    expect((await afterTampering(cut, head)).faults).toEqual([{ kind: 'head_missing', no: head.no, entryId: null }]);
  });

  it('sees a chain that its owner made anew by a head that was noted earlier, and only so', async () => {
    const chain = await someSealed();
    const [victim, head] = [chain.at(-4)!, chain.at(-1)!];
    const change: Tampering = [`UPDATE audit_entry SET address = '10.9.9.9' WHERE id = $1`, [victim.entryId]];
    const anew = [change, resealFrom(victim.no)];
    expect((await afterTampering(anew)).ok).toBe(true);
    expect((await afterTampering(anew, head)).faults).toEqual([
      { kind: 'head_differs', no: head.no, entryId: head.entryId },
    ]);
    // A head noted before the act proves nothing about it.
    expect((await afterTampering(anew, chain.at(-5))).ok).toBe(true);
  });

  it('lists a hundred faults of a great many', async () => {
    await someSealed(120);
    const report = await afterTampering([`UPDATE audit_entry SET address = '10.9.9.9'`]);
    expect(report.faults).toHaveLength(100);
    expect(report.faultCount).toBe(report.entries);
  });
});

describe('npm run audit-check', () => {
  async function run(args: string[], url = server.database.url): Promise<{ code: number; text: string }> {
    const lines: string[] = [];
    const code = await auditCheck(
      args,
      () => url,
      (text) => lines.push(text),
    );
    return { code, text: lines.join('\n') };
  }

  it('says that all is well, as the owner and as the server, and that a noted head is still there', async () => {
    const chain = await someSealed();
    const head = `${chain.at(-1)?.no}:${chain.at(-1)?.hash}`;
    for (const url of [server.database.url, server.database.appUrl]) {
      expect(await run(['--expect', head], url)).toEqual({ code: 0, text: expect.stringContaining(head) });
    }
  });

  it('ends with 1 when the noted head is not there, and when it cannot check', async () => {
    const missing = await run(['--expect', `999999:${'0'.repeat(64)}`]);
    expect(missing).toEqual({ code: 1, text: expect.stringMatching(/✗ no\. 999999 .*not in the chain/) });
    expect(await run(['--expect', 'rubbish'])).toEqual({ code: 1, text: expect.stringContaining('--expect') });
    expect(await run(['--rubbish'])).toEqual({ code: 1, text: expect.stringContaining('could not check') });
    expect((await run([], 'postgresql://nobody@127.0.0.1:1/nowhere')).code).toBe(1);
  });
});

describe('reading', () => {
  const PAGE = '/api/admin/audit';

  it.each([PAGE, `${PAGE}/chain`])('%s is closed to strangers', async (address) => {
    const { body } = await request(server.url).get(address).expect(401);
    expect(body.code).toBe('access.sign_in_required');
  });

  it.each(['system_admin', 'security_admin'] as const)('is not for the %s, whose try it keeps', async (role) => {
    const { agent, accountId } = await signedIn(server, { role });
    await agent.get(PAGE).expect(403);
    await agent.get(`${PAGE}/chain`).expect(403);
    await agent.post(`${PAGE}/check`).send({}).expect(403);
    const tries = await until('the tries are there', async () => {
      const rows = await server.database.query('SELECT * FROM audit_entry WHERE account_id = $1', [accountId]);
      return rows.length === 3 ? rows : null;
    });
    for (const entry of tries) {
      expect(entry).toMatchObject({ action: 'access.refused', result: 'refused', code: 'access.denied' });
      expect(entry).toMatchObject({ subject_kind: 'policy', subject_id: 'audit.read', address: '127.0.0.1' });
    }
  });

  it('is for the audit administrator, with the names of who acted', async () => {
    const { agent } = await signedIn(server, { role: 'audit_admin' });
    const { accountId } = await signedIn(server, { name: '唐海燕' });
    await record({ ...somebody(), accountId }, line());
    const { body } = await agent.get(PAGE).query({ account: accountId, action: 'event.changed' }).expect(200);
    expect(body).toMatchObject({ next: null, entries: [{ account: { id: accountId, name: '唐海燕' }, path: '/' }] });
  });

  it.each([
    'action=everything',
    'account=me',
    'path=%25',
    'path=/x/',
    'from=yesterday',
    'to=2026-02-30T00:00:00Z',
    'before=0',
    'result=done&result=refused',
    'account[]=1',
    'sql=1',
  ])('refuses ?%s', async (query) => {
    const { agent } = await signedIn(server, { role: 'audit_admin' });
    expect((await agent.get(`${PAGE}?${query}`).expect(400)).body.code).toBe('request.invalid');
  });

  it('tells the head, checks in the background, and finds a noted head missing', async () => {
    const { agent } = await signedIn(server, { role: 'audit_admin' });
    await someSealed(1);
    const checked = async (body: object) => {
      const { requestedAt } = (await agent.post(`${PAGE}/check`).send(body).expect(202)).body as AuditCheckAccepted;
      return until('the check is through', async () => {
        const chain = (await agent.get(`${PAGE}/chain`).expect(200)).body as AuditChain;
        return chain.lastCheck && chain.lastCheck.requestedAt >= requestedAt ? chain : null;
      });
    };
    const { head, lastCheck, unsealed } = await checked({});
    expect(lastCheck?.report).toMatchObject({ ok: true, faultCount: 0, expected: null });
    expect(unsealed).toBe(0);
    expect(head).toMatchObject(lastCheck?.report.head ?? {});
    const beyond = { no: 999_999, hash: 'a'.repeat(64) };
    const wrong = await checked({ expect: `${beyond.no}:${beyond.hash}` });
    expect(wrong.lastCheck?.report).toMatchObject({
      ok: false,
      expected: beyond,
      faults: [{ kind: 'head_missing', no: beyond.no, entryId: null }],
    });
    for (const expect of ['rubbish', '0:00', 7, '1:' + 'A'.repeat(64)]) {
      await agent.post(`${PAGE}/check`).send({ expect }).expect(400);
    }
  });

  it('is newest first, narrowed by every filter, page by page', async () => {
    const trail = server.app.get(AuditTrail, { strict: false });
    const actor = somebody();
    const organisation = newId();
    const below = `/${organisation}/${newId()}/`;
    await server.database.query(
      `INSERT INTO organisation (id, kind, level, name, path) VALUES ($1, 'window', 'city', '益阳市窗口平台', $2)`,
      [organisation, `/${organisation}/`],
    );
    await record(actor, line({ path: `/${organisation}/`, action: 'organisation.changed' }), line({ path: below }));
    const account = actor.accountId ?? '';
    const { entries } = await trail.page({ account });
    expect(entries.map(({ action }) => action)).toEqual(['event.changed', 'organisation.changed']);
    expect(entries[1]).toMatchObject({ organisation: '益阳市窗口平台', account: { id: account, name: null } });
    const found = async (query: Parameters<typeof trail.page>[0]) =>
      (await trail.page({ account, ...query })).entries.length;
    expect(await found({ action: 'event.changed' })).toBe(1);
    expect(await found({ path: `/${organisation}/` })).toBe(2);
    expect(await found({ path: below })).toBe(1);
    expect(await found({ path: `/${newId()}/` })).toBe(0);
    expect(await found({ result: 'refused' })).toBe(0);
    const at = entries[0]?.occurredAt;
    expect(await found({ from: new Date(Date.now() + 60_000).toISOString() })).toBe(0);
    expect(await found({ to: at })).toBeLessThan(2);
    expect(await found({ before: entries[0]?.id })).toBe(1);
  });

  it('every entry once, however many pages', async () => {
    const trail = server.app.get(AuditTrail, { strict: false });
    const actor = somebody();
    await record(actor, ...Array.from({ length: 120 }, () => line()));
    const ids: string[] = [];
    let before: string | undefined;
    do {
      const { entries, next } = await trail.page({ account: actor.accountId ?? '', before });
      ids.push(...entries.map(({ id }) => id));
      before = next ?? undefined;
    } while (before);
    expect(new Set(ids).size).toBe(120);
    expect(ids).toHaveLength(120);
  });
});
