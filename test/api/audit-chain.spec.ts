import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { auditCheck } from '../../src/accounts/audit/audit-check.command.js';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { auditLine, AuditScene, resealFrom, somebody, type Tampering } from '../setup/audited.js';

let server: TestApp;
let scene: AuditScene;

beforeAll(async () => {
  server = await startTestApp();
  scene = new AuditScene(server);
});
afterAll(() => server.close());

describe('the chain', () => {
  it('grows with every act and checks', async () => {
    const before = await scene.seals();
    const actor = somebody();
    await scene.record(actor, auditLine(), auditLine());
    await scene.record(actor, auditLine());
    await scene.allSealed();
    const report = await scene.check();
    expect(report).toMatchObject({ ok: true, faultCount: 0, faults: [] });
    expect(report.seals).toBeGreaterThanOrEqual(before.length + 3);
    expect(report.entries).toBe(report.seals);
    const after = await scene.seals();
    expect(report.head).toEqual({ no: after.length, hash: after.at(-1)?.hash });
    expect(after.slice(0, before.length)).toEqual(before);
  });

  it('takes an entry that was begun first and committed last', async () => {
    const late = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const slow = scene.transactions.run(somebody(), async (tx) => {
      await scene.audit.record(tx, auditLine());
      begun.resolve();
      await late.promise;
    });
    await begun.promise;
    await scene.someSealed(1);
    late.resolve();
    await slow;
    await scene.sealNow();
    await scene.allSealed();
    expect((await scene.check()).ok).toBe(true);
  });

  it('is one chain when several seal at once, and takes more than a batch', async () => {
    await server.database.query(
      `INSERT INTO audit_entry (id, occurred_at, action, path, subject_kind, result)
       SELECT gen_random_uuid(), now(), 'event.changed', '/', 'event', 'done' FROM generate_series(1, 1200)`,
    );
    await Promise.all([scene.sealNow(), scene.sealNow(), scene.sealNow(), scene.sealNow()]);
    await scene.allSealed();
    expect(await scene.check()).toMatchObject({ ok: true });
  });
});

describe('the check', () => {
  it('names exactly the entry that its owner changed', async () => {
    const chain = await scene.someSealed();
    const victim = chain.at(-3);
    const report = await scene.afterTampering([
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
    const [victim] = (await scene.someSealed(1)).slice(-1);
    const report = await scene.afterTampering([[`UPDATE audit_entry SET ${change} WHERE id = $1`, [victim?.entryId]]]);
    expect(report.faults).toEqual([{ kind: 'entry_changed', no: victim?.no, entryId: victim?.entryId }]);
  });

  it('sees an entry that was taken out, without its seal and with it', async () => {
    const chain = await scene.someSealed();
    const [victim, next] = chain.slice(-3);
    const entryGone: [string, unknown[]] = ['DELETE FROM audit_entry WHERE id = $1', [victim?.entryId]];
    expect((await scene.afterTampering([entryGone])).faults).toEqual([
      { kind: 'entry_missing', no: victim?.no, entryId: victim?.entryId },
    ]);
    const sealGone: [string, unknown[]] = ['DELETE FROM audit_seal WHERE no = $1', [victim?.no]];
    expect((await scene.afterTampering([entryGone, sealGone])).faults).toEqual([
      { kind: 'seal_missing', no: next?.no, entryId: null },
    ]);
    // The gap closed by renumbering does not help.
    const renumbered: [string, unknown[]] = ['UPDATE audit_seal SET no = no - 1 WHERE no > $1', [victim?.no]];
    const { faults } = await scene.afterTampering([entryGone, sealGone, renumbered]);
    expect(faults[0]).toEqual({ kind: 'link_broken', no: victim?.no, entryId: next?.entryId });
  });

  it('sees a seal that was made to fit a changed entry', async () => {
    const [victim, next] = (await scene.someSealed()).slice(-2);
    const report = await scene.afterTampering([
      [`UPDATE audit_seal SET hash = repeat('a', 64) WHERE no = $1`, [victim?.no]],
    ]);
    expect(report.faults).toEqual([
      { kind: 'entry_changed', no: victim?.no, entryId: victim?.entryId },
      { kind: 'link_broken', no: next?.no, entryId: next?.entryId },
    ]);
  });

  it('sees an entry that was kept from being sealed', async () => {
    const id = newId();
    const report = await scene.afterTampering([
      [
        `INSERT INTO audit_entry (id, occurred_at, action, path, subject_kind, result)
         VALUES ($1, now() - interval '11 minutes', 'event.changed', '/', 'event', 'done')`,
        [id],
      ],
    ]);
    expect(report.faults).toEqual([{ kind: 'entry_unsealed', no: null, entryId: id }]);
  });

  it('sees a cut-off end by a head that was noted earlier, and only so', async () => {
    const chain = await scene.someSealed();
    const head = chain.at(-1)!;
    const cut = [
      `DELETE FROM audit_seal WHERE no > ${head.no - 3}`,
      `DELETE FROM audit_entry e WHERE NOT EXISTS (SELECT FROM audit_seal s WHERE s.entry_id = e.id)`,
    ];
    expect(await scene.check(head)).toMatchObject({ ok: true, expected: { no: head.no, hash: head.hash } });
    expect((await scene.afterTampering(cut)).ok).toBe(true);
    expect((await scene.afterTampering(cut, head)).faults).toEqual([
      { kind: 'head_missing', no: head.no, entryId: null },
    ]);
  });

  it('sees a chain that its owner made anew by a head that was noted earlier, and only so', async () => {
    const chain = await scene.someSealed();
    const [victim, head] = [chain.at(-4)!, chain.at(-1)!];
    const change: Tampering = [`UPDATE audit_entry SET address = '10.9.9.9' WHERE id = $1`, [victim.entryId]];
    const anew = [change, resealFrom(victim.no)];
    expect((await scene.afterTampering(anew)).ok).toBe(true);
    expect((await scene.afterTampering(anew, head)).faults).toEqual([
      { kind: 'head_differs', no: head.no, entryId: head.entryId },
    ]);
    // A head noted before the act proves nothing about it.
    expect((await scene.afterTampering(anew, chain.at(-5))).ok).toBe(true);
  });

  it('lists a hundred faults of a great many', async () => {
    await scene.someSealed(120);
    const report = await scene.afterTampering([`UPDATE audit_entry SET address = '10.9.9.9'`]);
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
    const chain = await scene.someSealed();
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
