import { access, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { newId } from '../../src/infra/id.js';
import { Jobs } from '../../src/infra/jobs.js';
import { writeXlsx } from '../../src/infra/spreadsheet/write-xlsx.js';
import type { NewFile } from '../../src/infra/storage/files.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ELF, FileStore, PAGE, SCRIPT } from '../setup/file-store.js';
import { JPEG, PDF, png, WEBP_LOSSY } from '../setup/pictures.js';
import { until } from '../setup/until.js';

const DAY_MS = 86_400_000;

let server: TestApp;
let kept: FileStore;

beforeAll(async () => {
  server = await startTestApp();
  kept = new FileStore(server);
});
afterAll(() => server.close());

describe('an uploaded file', () => {
  beforeEach(async () => {
    await kept.empty();
  });

  it.each<[string, Partial<NewFile>, string]>([
    ['a program called licence.pdf', { bytes: ELF, name: 'licence.pdf' }, 'file.type_refused'],
    ['a script called licence.pdf', { bytes: SCRIPT, name: 'licence.pdf' }, 'file.type_refused'],
    ['a page called licence.png', { bytes: PAGE, name: 'licence.png' }, 'file.type_refused'],
    ['a kind for another purpose', { purpose: 'licence', bytes: WEBP_LOSSY }, 'file.type_refused'],
    ['a program called table.csv', { purpose: 'import', bytes: ELF, name: 'table.csv' }, 'file.type_refused'],
    ['text with NUL bytes', { purpose: 'import', bytes: Buffer.from('a,b\0') }, 'file.type_refused'],
    ['nothing', { bytes: Buffer.alloc(0) }, 'file.unreadable'],
    ['more than 10 MB', { bytes: Buffer.concat([PDF, Buffer.alloc(10_485_760)]) }, 'file.too_large'],
    ['more than 5 MB as a poster', { purpose: 'poster', bytes: Buffer.alloc(5_242_881) }, 'file.too_large'],
    ['a poster of 100 megapixels', { purpose: 'poster', bytes: png(10_000, 10_000) }, 'file.too_large'],
    ['a poster without a size', { purpose: 'poster', bytes: JPEG.subarray(0, 60) }, 'file.unreadable'],
  ])('is refused when it is %s, and nothing of it stays', async (_what, file, code) => {
    await expect(kept.store(file)).rejects.toMatchObject({ code });
    expect(await kept.rows()).toBe(0);
    expect(await kept.onDisk()).toEqual([]);
  });

  it.each<[string, Partial<NewFile>, string, string]>([
    ['a PDF', {}, 'application/pdf', '营业执照.pdf'],
    ['a picture under a wrong name', { bytes: JPEG, name: 'licence.pdf' }, 'image/jpeg', 'licence.pdf.jpg'],
    ['a poster', { purpose: 'poster', bytes: png(4_000, 3_000), name: 'p.png' }, 'image/png', 'p.png'],
    [
      'a table in GB18030',
      { purpose: 'import', bytes: Buffer.from('c3fbb3c60a', 'hex'), name: 'a.csv' },
      'text/csv',
      'a.csv',
    ],
    [
      'a table that begins like a bitmap',
      { purpose: 'import', bytes: Buffer.from('BM编码,名称\n'), name: 'a' },
      'text/csv',
      'a.csv',
    ],
  ])('is kept when it is %s', async (_what, file, type, name) => {
    const row = await kept.store(file);
    expect(row).toMatchObject({ type, name });
    const opened = await kept.files.open(row.id);
    expect(opened.row).toMatchObject({ id: row.id, type, name, size: row.size, sha256: row.sha256 });
    expect((await buffer(opened.stream())).equals(file.bytes ?? PDF)).toBe(true);
    expect(await kept.onDisk()).toHaveLength(1);
  });

  it('may be a workbook', async () => {
    const bytes = await writeXlsx([{ name: '名单', header: ['名称'], rows: [['株洲']] }]);
    expect((await kept.store({ purpose: 'import', bytes, name: '名单.xlsx' })).name).toBe('名单.xlsx');
  });

  it('cannot be opened once it has expired or was removed, and its bytes go at once', async () => {
    const expired = await kept.store({ expiresAt: new Date(Date.now() - 1_000) });
    await expect(kept.files.open(expired.id)).rejects.toMatchObject({ code: 'file.not_found' });
    const removed = await kept.store();
    await kept.remove(removed.id);
    await expect(kept.files.open(removed.id)).rejects.toMatchObject({ code: 'file.not_found' });
    expect(await kept.onDisk()).toHaveLength(1);
    await expect(kept.files.open(newId())).rejects.toMatchObject({ code: 'file.not_found' });
  });

  it('leaves the storage only by keys that stay in it', async () => {
    await expect(kept.storage.put('../outside.txt', PDF)).rejects.toThrow('leaves the folder');
    await expect(access(join(server.config.dataDir, 'outside.txt'))).rejects.toThrow();
  });
});

describe('the nightly sweep', () => {
  const sweep = async () => {
    const jobs = server.app.get(Jobs, { strict: false });
    await kept.transactions.run(SYSTEM_ACTOR, (tx) => jobs.enqueue(tx, 'infra.sweep_files', {}));
    const open = `SELECT 1 FROM pgboss.job WHERE name = 'infra.sweep_files' AND state <> 'completed'`;
    await until('the sweep is done', async () => (await server.database.query(open)).length === 0);
  };
  const age = async (path: string) => utimes(path, new Date(), new Date(Date.now() - DAY_MS - 60_000));

  beforeEach(async () => {
    await kept.empty();
  });

  it('removes what a server that was killed left behind, a day later', async () => {
    await kept.storage.put('uploads/2026-11/orphan.pdf', PDF);
    const [orphan] = await kept.onDisk();
    await sweep();
    expect(await kept.onDisk()).toEqual([orphan]);
    await age(orphan ?? '');
    await sweep();
    expect(await kept.onDisk()).toEqual([]);
  });

  it('keeps every file that has a row, however old', async () => {
    const row = await kept.store();
    for (const path of await kept.onDisk()) await age(path);
    await sweep();
    expect((await buffer((await kept.files.open(row.id)).stream())).equals(PDF)).toBe(true);
  });

  it('removes expired and deleted ones, and keeps the row to which another one refers', async () => {
    await kept.store({ expiresAt: new Date(Date.now() - 1_000) });
    const removed = await kept.store();
    const referred = await kept.store({ purpose: 'import', bytes: Buffer.from('a,b\n') });
    await server.database.query('CREATE TABLE referring (file_id uuid REFERENCES file (id))');
    await server.database.query('INSERT INTO referring VALUES ($1)', [referred.id]);
    await kept.remove(removed.id);
    await kept.remove(referred.id);
    await sweep();
    expect(await kept.onDisk()).toEqual([]);
    expect(await server.database.query('SELECT id FROM file')).toEqual([{ id: referred.id }]);
    await server.database.query('DROP TABLE referring');
  });
});
