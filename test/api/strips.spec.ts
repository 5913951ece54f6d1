import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { PersonalData } from '../../src/accounts/persons/personal-data.js';
import type { SceneSource } from '../../src/contracts/stage.contract.js';
import { SYSTEM_ACTOR } from '../../src/infra/actor.js';
import { Transactions } from '../../src/infra/database/transactions.js';
import { newId } from '../../src/infra/id.js';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { OnStage } from '../setup/stage.js';
import { until } from '../setup/until.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const strips = (session: string, agent: ReturnType<typeof request.agent> = request.agent(server.url)) =>
  agent.get(`/api/sessions/${session}/strips`);
const START = Date.now();
const at = (n: number) => new Date(START + n * 1000);

/** A stretch of the programme, as it is written while it is on air. */
async function shot(session: string, from: number, to: number | null, sources: SceneSource[], strip = true) {
  await server.database.query(
    `INSERT INTO programme_shot (id, session_id, started_at, ended_at, layout, sources, strip) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      newId(),
      session,
      at(from),
      to === null ? null : at(to),
      sources.length > 1 ? 'side_by_side' : 'single',
      JSON.stringify(sources),
      strip,
    ],
  );
}

const camera = ({ id }: { id: string }): SceneSource => ({ kind: 'camera', participantId: id });
const span = (from: number, to: number | null, ...people: [string, string][]) => ({
  from: at(from).toISOString(),
  to: to === null ? null : at(to).toISOString(),
  people: people.map(([name, unit]) => ({ name, unit })),
});

describe('the name strips of a session', () => {
  it('tell who was seen when: faces, and whose slides, each once', async () => {
    const session = await addSession(server.database, { state: 'live' });
    const host = await OnStage.host(server, session);
    const [li, liu] = [await OnStage.speaker(host, '李敏', '服务中心'), await OnStage.speaker(host, '刘洋')];
    const slides = (await li.post('materials', { kind: 'slides', title: '材料', pages: 1 }).expect(201)).body.id;
    await shot(session, 0, 5, [camera(li)]);
    await shot(session, 5, 9, [{ kind: 'material', materialId: slides }, camera(li)]);
    await shot(session, 9, 20, [camera(liu), camera(li)]);
    await shot(session, 20, 30, [camera(liu)], false);
    await shot(session, 30, 40, [{ kind: 'encoder' }]);
    await shot(session, 45, null, [camera(liu)]);
    expect((await strips(session).expect(200)).body).toEqual([
      span(0, 9, ['李敏', '服务中心']),
      span(9, 20, ['刘洋', ''], ['李敏', '服务中心']),
      span(45, null, ['刘洋', '']),
    ]);
  });

  it('have nobody’s name who asked to be forgotten', async () => {
    const session = await addSession(server.database, { state: 'live' });
    const host = await OnStage.host(server, session);
    const [li, liu] = [await OnStage.speaker(host, '李敏', '服务中心'), await OnStage.speaker(host, '刘洋')];
    await shot(session, 0, 5, [camera(li)]);
    await shot(session, 5, null, [camera(li), camera(liu)]);
    expect((await strips(session)).body).toHaveLength(2);
    const [row] = await server.database.query<{ person_id: string }>(
      'SELECT person_id FROM stage_participant WHERE id = $1',
      [li.id],
    );
    const { parts } = server.app.get(PersonalData, { strict: false });
    await server.app.get(Transactions, { strict: false }).run(SYSTEM_ACTOR, async (tx) => {
      for (const part of parts) await part.erase(tx, [row?.person_id ?? '']);
    });
    await until('the name is gone', async () => !(await strips(session)).text.includes('李敏'), { within: 5_000 });
    expect((await strips(session)).body).toEqual([span(5, null, ['刘洋', ''])]);
  });

  it('are for whoever may watch, and nobody else', async () => {
    const link = await addSession(server.database, { state: 'live', access: 'link' });
    const refused = await strips(link);
    expect([refused.status, (await request(server.url).get(`/api/sessions/${link}/board`)).status]).toEqual([403, 403]);
    const viewer = request.agent(server.url);
    await viewer
      .post(`/api/sessions/${link}/join`)
      .send({ webrtc: false, link: server.link('viewer', link) })
      .expect(200);
    await strips(link, viewer).expect(200, []);
    const host = await OnStage.host(server, link);
    await strips(link, host.agent).expect(200);

    const draft = await addSession(server.database, { publication: 'draft' });
    for (const unknown of [newId(), 'x', draft]) {
      const board = await request(server.url).get(`/api/sessions/${unknown}/board`);
      const { status, body } = await strips(unknown);
      expect([unknown, status, body.code]).toEqual([unknown, board.status, board.body.code]);
      expect(status).toBe(404);
    }
  });
});
