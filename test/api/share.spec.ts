import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganisation } from '../setup/people.js';
import { addPlannedEvent, type PlannedRow } from '../setup/planned-event.js';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp({ STAFF_TOTP: '0', PUBLIC_URL: 'https://yunqiao.example' });
});
afterAll(() => server.close());

const plan = (row: PlannedRow = {}) => addPlannedEvent(server, row);
const http = () => request(server.url);
/** As WeChat asks for it. */
async function page(path: string): Promise<string> {
  const { text } = await http().get(path).set('Accept', '*/*').expect(200).expect('Content-Type', /html/);
  return text;
}
const tag = (html: string, property: string) =>
  new RegExp(`<meta property="${property}" content="([^"]*)" />`).exec(html)?.[1];
const plainTitle = async () => /<title>(.*)<\/title>/.exec(await page('/'))?.[1];

describe('a shared page', () => {
  it('of a session carries title, time, host and address', async () => {
    const { sessionId } = await plan({ title: '岳阳融资对接会', startsAt: new Date('2099-03-01T06:30:00Z') });
    const html = await page(`/s/${sessionId}`);
    expect(html).toContain('<title>岳阳融资对接会</title>');
    expect(tag(html, 'og:title')).toBe('岳阳融资对接会');
    expect(tag(html, 'og:description')).toBe('3月1日 14:30 开始 · 岳阳市窗口平台');
    expect(tag(html, 'og:url')).toBe(`https://yunqiao.example/s/${sessionId}`);
    expect(tag(html, 'og:image')).toBe('https://yunqiao.example/share.png');
    expect(html).toContain(`<link rel="canonical" href="https://yunqiao.example/s/${sessionId}" />`);
    expect(html).toContain('<div id="app">');
  });

  it('of an event, a programme and a window, by id and by area code, has its own', async () => {
    const { eventId, hostId } = await plan({ title: '年度服务大会' });
    await server.database.query(
      `UPDATE organisation SET area_code = '430699', introduction = '岳阳的窗口' WHERE id = $1`,
      [hostId],
    );
    await server.database.query(
      `INSERT INTO programme (id, slug, name, summary) VALUES ($1, 'ponling', '破零倍增', '出口')`,
      [newId()],
    );
    expect(tag(await page(`/e/${eventId}`), 'og:title')).toBe('年度服务大会');
    expect(tag(await page('/p/ponling'), 'og:description')).toBe('出口');
    expect(tag(await page(`/w/${hostId}`), 'og:title')).toBe('岳阳市窗口平台');
    expect(tag(await page('/w/430699'), 'og:description')).toBe('岳阳的窗口');
  });

  it('never runs what an organiser wrote', async () => {
    const evil = '"><script>alert(1)</script>';
    const { sessionId, eventId } = await plan({ title: evil });
    for (const path of [`/s/${sessionId}`, `/e/${eventId}`]) {
      const html = await page(path);
      expect(html).not.toContain('<script>alert');
      expect(html).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    }
  });

  it('that nobody may know of is the plain page', async () => {
    const byLink = await plan({ title: '秘密场次', access: 'link' });
    const draft = await plan({ title: '秘密草稿', publication: 'draft' });
    const agency = await addOrganisation(server, { kind: 'agency', name: '秘密机构' });
    const paths = [`/s/${byLink.sessionId}`, `/s/${draft.sessionId}`, `/e/${draft.eventId}`, `/w/${agency}`];
    for (const path of [...paths, `/s/${newId()}`, '/s/abc', '/s/%00', '/p/nothing-here', '/w/000000', '/s/%E0%A4%A']) {
      const html = await page(path);
      expect(html).not.toContain('秘密');
      expect(html).toContain(`<title>${await plainTitle()}</title>`);
    }
  });

  it('one for registered people may be shown; its picture may not', async () => {
    const { sessionId } = await plan({ title: '报名观看', access: 'registered' });
    const folder = join(server.config.dataDir, 'files', 'streams', sessionId);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'still.jpg'), 'x');
    const html = await page(`/s/${sessionId}`);
    expect(tag(html, 'og:title')).toBe('报名观看');
    expect(tag(html, 'og:image')).toBe('https://yunqiao.example/share.png');
    const { body } = await http().get(`/api/sessions/${sessionId}`).expect(200);
    expect(body.shareImageUrl).toBe('/share.png');
  });
});

describe('the picture of a share card', () => {
  it('is the house’s own, then the still, then the poster', async () => {
    const { sessionId, eventId } = await plan();
    const picture = async () =>
      (await http().get(`/api/sessions/${sessionId}`).expect(200)).body.shareImageUrl as string;
    expect(await picture()).toBe('/share.png');
    const folder = join(server.config.dataDir, 'files', 'streams', sessionId);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'still.jpg'), 'x');
    expect(await picture()).toMatch(new RegExp(`^/streams/${sessionId}/still\\.jpg\\?t=`));
    await rm(folder, { recursive: true });
    const file = newId();
    await server.database.query(
      `INSERT INTO file (id, purpose, name, type, size, sha256, storage_key, created_at)
       VALUES ($1, 'poster', 'p.png', 'image/png', 1, repeat('a', 64), $2, now())`,
      [file, `posters/${file}`],
    );
    await server.database.query(`UPDATE online_event SET poster_file_id = $2 WHERE id = $1`, [eventId, file]);
    expect(await picture()).toMatch(new RegExp(`^/api/events/${eventId}/poster\\?v=`));
  });
});
