import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import request from 'supertest';
import { AuditTrail } from '../../src/accounts/audit/audit-trail.read-model.js';
import type { AuditChain, AuditCheckAccepted } from '../../src/contracts/audit.contract.js';
import { APP_ROLE_OPTION } from '../../src/infra/database/connection.js';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { auditLine, AuditScene, somebody } from '../setup/audited.js';
import { signedIn } from '../setup/people.js';
import { until } from '../setup/until.js';

let server: TestApp;
let scene: AuditScene;

beforeAll(async () => {
  server = await startTestApp();
  scene = new AuditScene(server);
});
afterAll(() => server.close());

describe('an administrative act', () => {
  it('stands in the audit: who, when, from where, what, before and after, result', async () => {
    const actor = somebody();
    const subject = { kind: 'account', id: newId() } as const;
    const began = new Date();
    await scene.record(
      actor,
      auditLine({
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
    const command = scene.transactions.run(actor, async (tx) => {
      await scene.audit.record(tx, auditLine());
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
    await scene.record(actor, auditLine({ subject: { kind: 'event', id: odd }, after: { title: odd, [odd]: [odd] } }));
    const [entry] = await server.database.query('SELECT * FROM audit_entry WHERE account_id = $1', [actor.accountId]);
    expect(entry).toMatchObject({ subject_id: 'ab\ufffd', after: { title: 'ab\ufffd', 'ab\ufffd': ['ab\ufffd'] } });
    expect(entry?.['user_agent']).toHaveLength(200);
  });

  it.each(['audit_entry', 'audit_seal', 'audit_check'])('cannot be undone in %s', async (table) => {
    await scene.someSealed(1);
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
    scene.audit.refused(actor, { ...auditLine({ action: 'grant.given' }), code: 'grant.roles_conflict' });
    const [entry] = await until('it is there', async () => {
      const rows = await refusals(actor.accountId);
      return rows.length > 0 ? rows : null;
    });
    expect(entry).toMatchObject({ action: 'grant.given', result: 'refused', code: 'grant.roles_conflict' });
  });

  it('of one account is kept thirty times a minute, the rest is counted', async () => {
    const actor = somebody();
    for (let n = 0; n < 70; n += 1) scene.audit.refused(actor, { ...auditLine(), code: 'access.denied' });
    const other = somebody();
    scene.audit.refused(other, { ...auditLine(), code: 'access.denied' });
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
    scene.audit.refused(actor, { ...auditLine({ path: 'no path, which the table refuses' }), code: 'access.denied' });
    await expect(scene.audit.beforeApplicationShutdown()).resolves.toBeUndefined();
    expect(await refusals(actor.accountId)).toEqual([]);
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
    await scene.record({ ...somebody(), accountId }, auditLine());
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
    await scene.someSealed(1);
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
    await scene.record(
      actor,
      auditLine({ path: `/${organisation}/`, action: 'organisation.changed' }),
      auditLine({ path: below }),
    );
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
    await scene.record(actor, ...Array.from({ length: 120 }, () => auditLine()));
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
