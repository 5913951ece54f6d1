import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { StageView } from '../../src/contracts/stage.contract.js';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { video } from '../setup/material-files.js';
import { JPEG, png } from '../setup/pictures.js';
import { OnStage } from '../setup/stage.js';
import { until } from '../setup/until.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const session = (state = 'scheduled') => addSession(server.database, { state });
const board = async (id: string) => (await request(server.url).get(`/api/sessions/${id}/board`)).body;

/** Slides of two pages that a host brought. */
async function slides(by: OnStage, pages = 2): Promise<string> {
  const { body } = await by.post('materials', { kind: 'slides', title: '推介材料', pages }).expect(201);
  for (let page = 1; page <= pages; page += 1) await page_(by, body.id, page).expect(204);
  return body.id;
}

const page_ = (by: OnStage, id: string, page: number, bytes: Buffer = JPEG) =>
  by.agent.put(`/api/stages/${by.session}/materials/${id}/pages/${page}`).attach('file', bytes, 'page.jpg');

describe('a scene', () => {
  it('is what the director chose, also after a restart', async () => {
    const host = await OnStage.host(server, await session());
    const speaker = await OnStage.speaker(host, '李敏');
    const scene = {
      layout: 'inset',
      sources: [
        { kind: 'screen', participantId: speaker.id },
        { kind: 'camera', participantId: host.id },
      ],
    };
    expect((await host.scene({ scene }).expect(200)).body).toMatchObject({ scene, strip: true });
    expect((await host.scene({ strip: false }).expect(200)).body).toMatchObject({ scene, strip: false });
    expect((await host.enter()).body).toMatchObject({ scene, strip: false });
    expect((await host.scene({ scene: null }).expect(200)).body).toMatchObject({ scene: null, strip: false });
  });

  it('names only who and what is on this stage', async () => {
    const [host, other] = [await OnStage.host(server, await session()), await OnStage.host(server, await session())];
    const foreign = await slides(other);
    const gone = await OnStage.speaker(host, '走了');
    await host.do('remove', gone);
    for (const source of [
      { kind: 'camera', participantId: other.id },
      { kind: 'camera', participantId: gone.id },
      { kind: 'camera' },
      { kind: 'material', materialId: foreign },
      { kind: 'material', participantId: host.id },
    ]) {
      const { status, body } = await host.scene({ scene: { layout: 'single', sources: [source] } });
      expect([JSON.stringify(source), status, body.code]).toEqual([
        JSON.stringify(source),
        409,
        'scene.source_missing',
      ]);
    }
    expect((await host.enter()).body.scene).toBeNull();
  });

  it('has as many sources as its layout', async () => {
    const host = await OnStage.host(server, await session());
    const camera = { kind: 'camera', participantId: host.id };
    for (const scene of [
      { layout: 'single', sources: [camera, camera] },
      { layout: 'inset', sources: [camera] },
      { layout: 'side_by_side', sources: [] },
      { layout: 'mosaic', sources: [camera] },
      { layout: 'single', sources: [{ kind: 'window' }] },
      { layout: 'single', sources: 'camera' },
      'single',
    ]) {
      await host.scene({ scene }).expect(400);
    }
  });

  it('is not chosen any more when the session is over', async () => {
    const host = await OnStage.host(server, await session('ended'));
    const { status, body } = await host.scene({ scene: null });
    expect([status, body.code]).toEqual([409, 'session.wrong_state']);
  });
});

describe('a rehearsal', () => {
  it('is seen by the stage only, ends when the session starts, and leaves nothing that counts', async () => {
    const id = await session();
    const host = await OnStage.host(server, id);
    expect((await host.post('rehearsal/start').expect(200)).body).toMatchObject({ rehearsing: true });
    expect((await host.post('rehearsal/start').expect(200)).body).toMatchObject({ rehearsing: true });
    expect(await board(id)).toMatchObject({ state: 'scheduled', onAir: 'off', feed: { hasVideo: false, strip: null } });
    expect((await host.post('start').expect(200)).body).toMatchObject({ rehearsing: false });
    const late = await host.post('rehearsal/start');
    expect([late.status, late.body.code]).toEqual([409, 'session.wrong_state']);
    const rows = await server.database.query<{ verb: string }>(
      `SELECT verb FROM activity WHERE session_id = $1 AND verb LIKE 'rehearsal.%' ORDER BY id`,
      [id],
    );
    expect(rows.map(({ verb }) => verb)).toEqual(['rehearsal.started', 'rehearsal.ended']);
    expect(await server.database.query(`SELECT 1 FROM on_air_window WHERE session_id = $1`, [id])).toHaveLength(1);
  });
});

describe('slides', () => {
  it('are announced, sent page by page, turned, replaced and taken away', async () => {
    const host = await OnStage.host(server, await session());
    const id = await slides(host);
    const path = `/api/stages/${host.session}/materials/${id}`;
    expect((await host.enter()).body.materials).toMatchObject([{ id, pages: 2, uploaded: 2, page: 1, ownerId: null }]);
    const { body: turned } = await host.post(`materials/${id}/turn`, { page: 2 }).expect(200);
    expect(turned.materials).toMatchObject([{ page: 2 }]);
    const picture = await host.agent.get(`${path}/pages/2`).expect(200);
    expect(picture.headers['content-type']).toBe('image/jpeg');
    await page_(host, id, 2, png(100, 50)).expect(204);
    expect((await host.agent.get(`${path}/pages/2`)).headers['content-type']).toBe('image/png');
    expect((await host.agent.delete(path).expect(200)).body.materials).toEqual([]);
    await host.agent.get(`${path}/pages/2`).expect(404);
    const left = await server.database.query(
      `SELECT 1 FROM file WHERE purpose = 'stage_page' AND deleted_at IS NULL AND owner_path = (
         SELECT path FROM session WHERE id = $1)`,
      [host.session],
    );
    expect(left).toEqual([]);
  });

  it('of a speaker are turned by them and the host, of the organiser by whoever is on stage', async () => {
    const host = await OnStage.host(server, await session());
    const [li, wang] = [await OnStage.speaker(host, '李敏'), await OnStage.speaker(host, '王强')];
    const [own, shared] = [await slides(li), await slides(host)];
    const turn = async (by: OnStage, id: string) => (await by.post(`materials/${id}/turn`, { page: 2 })).status;
    expect([await turn(li, own), await turn(host, own), await turn(wang, own)]).toEqual([200, 200, 403]);
    expect(await turn(wang, shared)).toBe(403);
    await host.do('bring-on', wang);
    expect(await turn(wang, shared)).toBe(200);
    await wang.agent.delete(`/api/stages/${host.session}/materials/${own}`).expect(403);
    await page_(wang, own, 1).expect(403);
    await li.agent.delete(`/api/stages/${host.session}/materials/${own}`).expect(200);
  });

  it('that are no pictures, too many or not there yet are refused', async () => {
    const host = await OnStage.host(server, await session());
    await host.post('materials', { kind: 'slides', title: '材料' }).expect(400);
    await host.post('materials', { kind: 'slides', title: '材料', pages: 201 }).expect(400);
    const { body } = await host.post('materials', { kind: 'slides', title: '材料', pages: 2 }).expect(201);
    const program = await page_(host, body.id, 1, Buffer.from('MZ\x90\x00 program'));
    expect([program.status, program.body.code]).toEqual([415, 'file.type_refused']);
    const huge = await page_(host, body.id, 1, png(20_000, 20_000));
    expect([huge.status, huge.body.code]).toEqual([413, 'file.too_large']);
    for (const page of ['0', '3', 'x', '1e9']) await page_(host, body.id, page as unknown as number).expect(404);
    const early = await host.post(`materials/${body.id}/turn`, { page: 1 });
    expect([early.status, early.body.code]).toEqual([404, 'material.page_not_found']);
    await page_(host, body.id, 1).expect(204);
    await host.post(`materials/${body.id}/turn`, { page: 2 }).expect(404);
    const other = await OnStage.host(server, await session());
    await other.post(`materials/${body.id}/turn`, { page: 1 }).expect(404);
    await other.agent.get(`/api/stages/${other.session}/materials/${body.id}/pages/1`).expect(404);
  });

  it('are so many and no more', async () => {
    const host = await OnStage.host(server, await session());
    for (let n = 0; n < 30; n += 1) await host.post('materials', { kind: 'picture', title: `${n}` }).expect(201);
    const { status, body } = await host.post('materials', { kind: 'picture', title: '31' });
    expect([status, body.code]).toEqual([409, 'material.limit_reached']);
  });
});

describe('a video', () => {
  it('is previewed in parts: players ask for its end first, and jump', async () => {
    const host = await OnStage.host(server, await session());
    const { buffer } = await video(server.config.ffmpegPath, 'clip.mp4', [255, 0, 0]);
    const { body } = await host.post('materials', { kind: 'clip', title: '暖场', loop: false }).expect(201);
    const path = `/api/stages/${host.session}/materials/${body.id}`;
    await host.agent.put(`${path}/clip`).attach('file', buffer, 'clip.mp4').expect(204);
    const get = (range?: string) => host.agent.get(`${path}/pages/1`).set(range ? { Range: range } : {});

    const whole = await get().expect(200);
    expect(whole.headers).toMatchObject({ 'accept-ranges': 'bytes', 'content-length': String(buffer.length) });
    for (const [range, start, end] of [
      ['bytes=100-199', 100, 199],
      ['bytes=-50', buffer.length - 50, buffer.length - 1],
      [`bytes=${buffer.length - 1}-`, buffer.length - 1, buffer.length - 1],
    ] as const) {
      const part = await get(range).expect(206);
      expect(part.headers['content-range']).toBe(`bytes ${start}-${end}/${buffer.length}`);
      expect(Buffer.compare(part.body, buffer.subarray(start, end + 1))).toBe(0);
    }
    const beyond = await get(`bytes=${buffer.length}-`).timeout(5_000).expect(416);
    expect(beyond.headers['content-range']).toBe(`bytes */${buffer.length}`);
    expect(beyond.headers['content-length']).toBe('0');
  });
});

describe('a picture on air', () => {
  const BROKEN = 20;

  /** A host in a rehearsal, and what their studio was told last. */
  async function rehearsal() {
    const host = await OnStage.host(server, await session());
    const socket = await host.connect();
    const seen: StageView[] = [];
    socket.on('stage.changed', (view) => seen.push(view));
    await host.post('rehearsal/start').expect(200);
    const bring = async (
      kind: 'clip' | 'picture',
      bytes: Buffer,
    ): Promise<{ kind: 'material'; materialId: string }> => {
      const { body } = await host.post('materials', { kind, title: '暖场', loop: false }).expect(201);
      const path = `/api/stages/${host.session}/materials/${body.id}/${kind === 'clip' ? 'clip' : 'pages/1'}`;
      await host.agent.put(path).attach('file', bytes, 'file').expect(204);
      return { kind: 'material', materialId: body.id };
    };
    const show = (...sources: object[]) =>
      host.scene({ scene: { layout: sources.length > 1 ? 'inset' : 'single', sources } }).expect(200);
    return { socket, bring, show, last: () => seen.at(-1) };
  }

  it('that cannot be opened is named to the studio, until another one is shown', async () => {
    const { socket, bring, show, last } = await rehearsal();
    const whole = await bring('picture', JPEG);
    const picture = await bring('picture', JPEG.subarray(0, JPEG.length - BROKEN));
    const file = await video(server.config.ffmpegPath, 'clip.mp4', [255, 0, 0]);
    // All of its tables, and no picture.
    const clip = await bring('clip', file.buffer.subarray(0, file.buffer.indexOf('mdat') + 8));
    for (const broken of [picture, clip]) {
      await show(whole, broken);
      await until('word of it', () => last()?.failed.length === 1);
      expect(last()).toMatchObject({ failed: [broken], ended: [] });
      await show(whole);
      await until('it is gone', () => last()?.failed.length === 0);
    }
    socket.disconnect();
  }, 30_000);

  it('that is a video says when it is over', async () => {
    const { socket, bring, show, last } = await rehearsal();
    const clip = await bring('clip', (await video(server.config.ffmpegPath, 'clip.mp4', [255, 0, 0])).buffer);
    await show(clip);
    expect(last()?.ended).toEqual([]);
    await until('it is over', () => last()?.ended.length === 1);
    expect(last()).toMatchObject({ failed: [], ended: [clip] });
    await show(await bring('picture', JPEG));
    await until('another one is shown', () => last()?.ended.length === 0);
    socket.disconnect();
  }, 30_000);
});
