import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { connect, goodbyeTo, type TestSocket } from '../setup/client.js';
import { signedIn } from '../setup/people.js';
import { linkOf, OnStage, personOf } from '../setup/stage.js';
import { until } from '../setup/until.js';

let server: TestApp;
const sockets: TestSocket[] = [];

beforeAll(async () => {
  server = await startTestApp({ STAGE_ON_STAGE_LIMIT: '3', STAGE_BACKSTAGE_LIMIT: '2' });
});
afterEach(() => sockets.splice(0).forEach((socket) => socket.disconnect()));
afterAll(() => server.close());

const session = (state = 'scheduled') => addSession(server.database, { state });
const verbs = async (id: string): Promise<string[]> =>
  (
    await server.database.query<{ verb: string }>(
      `SELECT verb FROM activity WHERE session_id = $1 AND verb NOT LIKE 'session.%' ORDER BY occurred_at, id`,
      [id],
    )
  ).map(({ verb }) => verb);

async function open(stage: OnStage): Promise<TestSocket> {
  const socket = await stage.connect();
  sockets.push(socket);
  return socket;
}

describe('a speaker by invitation', () => {
  it('without a name is asked for it once, and keeps it and the place over a reload', async () => {
    const host = await OnStage.host(server, await session());
    const { body: invitation } = await host.post('invitations', { name: '', unit: '' }).expect(201);
    const browser = request.agent(server.url);
    const path = `/api/stages/${host.session}/enter`;
    const asked = await browser.post(path).send({ link: linkOf(invitation) });
    expect([asked.status, asked.body.code]).toEqual([409, 'stage.name_required']);
    const named = { name: '李敏', unit: '湖南湘江中小企业服务中心' };
    const speaker = await OnStage.by(server, host.session, { link: linkOf(invitation), ...named }, browser);
    expect(speaker.entered.you).toMatchObject({ role: 'speaker', ...named });
    expect(personOf(speaker.entered, speaker)).toMatchObject({ place: 'backstage', present: false });

    await host.do('bring-on', speaker).expect(200);
    const { body: again } = await speaker.enter().expect(200);
    expect(again.you).toEqual(speaker.entered.you);
    expect(personOf(again, speaker)).toMatchObject({ place: 'on_stage' });
  });

  it('with a name given by the organiser is asked for nothing', async () => {
    const host = await OnStage.host(server, await session());
    const speaker = await OnStage.speaker(host, '周岚', '衡阳市企业服务中心');
    expect(speaker.entered.you).toMatchObject({ name: '周岚', unit: '衡阳市企业服务中心' });
    const { body: list } = await host.agent.get(`/api/stages/${host.session}/invitations`).expect(200);
    expect(list).toMatchObject([{ name: '周岚', state: 'used' }]);
  });

  it('corrects the name that stands on the strip', async () => {
    const host = await OnStage.host(server, await session());
    const speaker = await OnStage.speaker(host, '李名');
    const path = `/api/stages/${host.session}/people/me`;
    const { body } = await speaker.agent.patch(path).send({ name: '李明', unit: '耒阳市' }).expect(200);
    expect(personOf(body, speaker)).toMatchObject({ name: '李明', unit: '耒阳市' });
    await speaker.agent.patch(path).send({ name: ' ', unit: '' }).expect(400);
  });

  it('whose invitation was withdrawn does not get in; who is in stays', async () => {
    const host = await OnStage.host(server, await session());
    const { body: invitation } = await host.post('invitations', { name: '王强', unit: '' });
    const speaker = await OnStage.by(server, host.session, { link: linkOf(invitation) });
    await host.agent.delete(`/api/stages/${host.session}/invitations/${invitation.id}`).expect(204);
    const late = await request(server.url)
      .post(`/api/stages/${host.session}/enter`)
      .send({ link: linkOf(invitation) });
    expect([late.status, late.body.code]).toEqual([403, 'stage.invitation_revoked']);
    await speaker.enter().expect(200);
    const other = await session();
    await host.agent.delete(`/api/stages/${other}/invitations/${invitation.id}`).expect(403);
  });

  it('for another session, forged, or used as a host’s is refused', async () => {
    const host = await OnStage.host(server, await session());
    const { body: invitation } = await host.post('invitations', { name: '王强', unit: '' });
    const other = await session();
    const enter = (id: string, link: string) =>
      request(server.url).post(`/api/stages/${id}/enter`).send({ link }).expect(403);
    await enter(other, linkOf(invitation));
    await enter(host.session, `${linkOf(invitation).slice(0, -2)}xx`);
    const speaker = await OnStage.by(server, host.session, { link: linkOf(invitation) });
    for (const path of ['start', 'invitations', 'rehearsal/start', `people/${speaker.id}/bring-on`]) {
      const { status, body } = await speaker.post(path, { name: '', unit: '' });
      expect([path, status, body.code]).toEqual([path, 403, 'access.denied']);
    }
    await speaker.scene({ scene: null }).expect(403);
    expect(await verbs(host.session)).toEqual(['stage.entered', 'stage.brought_on', 'stage.entered']);
  });
});

describe('the place on stage', () => {
  it('is for so many and no more, also when two are brought on at the same moment', async () => {
    const host = await OnStage.host(server, await session());
    const first = await OnStage.speaker(host, '一');
    const [second, third] = [await OnStage.speaker(host, '二'), await OnStage.speaker(host, '三')];
    await host.do('bring-on', first).expect(200);
    const both = await Promise.all([host.do('bring-on', second), host.do('bring-on', third)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body.code).toBe('stage.full');
    await host.do('take-off', first).expect(200);
    await host.do('bring-on', both[0]?.status === 409 ? second : third).expect(200);
  });

  it('pressed twice happens once, and another session’s people are not found', async () => {
    const host = await OnStage.host(server, await session());
    const speaker = await OnStage.speaker(host, '一');
    await Promise.all([host.do('bring-on', speaker), host.do('bring-on', speaker)]);
    await host.do('mute', speaker).expect(200);
    await host.do('mute', speaker).expect(200);
    const { body } = await host.do('unmute', speaker).expect(200);
    expect(personOf(body, speaker)).toMatchObject({ muted: false, place: 'on_stage' });
    const facts = ['stage.entered', 'stage.brought_on', 'stage.muted', 'stage.unmuted'];
    expect(await verbs(host.session)).toEqual([...facts.slice(0, 2), ...facts]);
    const other = await OnStage.host(server, await session());
    const foreign = await other.do('bring-on', speaker);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'stage.person_not_found']);
  });

  it('is told to everybody on stage at once, with who is here', async () => {
    const host = await OnStage.host(server, await session());
    const socket = await open(host);
    const seen: { name: string; place: string; present: boolean }[][] = [];
    socket.on('stage.changed', ({ people }) =>
      seen.push(people.map(({ name, place, present }) => ({ name, place, present }))),
    );
    const speaker = await OnStage.speaker(host, '李敏');
    const theirs = await open(speaker);
    const here = { name: '李敏', place: 'backstage', present: true };
    await until('the host sees who came', () => seen.at(-1)?.some((one) => one.name === here.name && one.present));
    expect(seen.at(-1)).toContainEqual(here);
    await host.do('bring-on', speaker);
    await until('on stage', () => seen.at(-1)?.some(({ name, place }) => name === '李敏' && place === 'on_stage'));
    theirs.disconnect();
    await until('away, and the place kept', () =>
      seen.at(-1)?.some(({ name, place, present }) => name === '李敏' && place === 'on_stage' && !present),
    );
  });

  it('is given up by leaving on purpose', async () => {
    const host = await OnStage.host(server, await session());
    const speaker = await OnStage.speaker(host, '李敏');
    await host.do('bring-on', speaker);
    await speaker.post('leave').expect(204);
    const { body } = await speaker.enter().expect(200);
    expect(personOf(body, speaker)).toMatchObject({ place: 'backstage' });
  });

  it('backstage has an end, too; whoever is in comes back in', async () => {
    const host = await OnStage.host(server, await session());
    const here: OnStage[] = [];
    for (const name of ['一', '二', '三', '四', '五']) {
      const speaker = await OnStage.speaker(host, name);
      await open(speaker);
      here.push(speaker);
    }
    const { body: invitation } = await host.post('invitations', { name: '六', unit: '' });
    const enter = () =>
      request(server.url)
        .post(`/api/stages/${host.session}/enter`)
        .send({ link: linkOf(invitation) });
    await until('the sixth is refused', async () => (await enter()).body.code === 'stage.backstage_full');
    await here[0]?.enter().expect(200);
  });
});

describe('a guest', () => {
  /** Came up by a raised hand. */
  async function called(): Promise<{ host: OnStage; guest: OnStage }> {
    const id = await session('live');
    const host = await OnStage.host(server, id);
    const agent = request.agent(server.url);
    await agent.post(`/api/sessions/${id}/hand`).send({ name: '刘洋', unit: '' }).expect(200);
    const { body } = await host.agent.get(`/api/stages/${id}/hands`).expect(200);
    await host.post(`hands/${body[0].id}/call`).expect(200);
    await agent.post(`/api/sessions/${id}/hand/accept`).expect(200);
    return { host, guest: await OnStage.by(server, id, {}, agent) };
  }

  it('who went is told so on every page, and not that anybody removed them', async () => {
    const { guest } = await called();
    const socket = await open(guest);
    const told = new Promise((resolve) => socket.once('goodbye', resolve));
    await guest.post('leave').expect(204);
    expect(await told).toEqual({ reason: 'left', retry: false });
    const back = await guest.enter();
    expect([back.status, back.body.code]).toEqual([403, 'stage.left']);
    expect(await goodbyeTo(server.url, guest.entered.ticket)).toMatchObject({ reason: 'left' });
  });

  it('who was removed is told that', async () => {
    const { host, guest } = await called();
    await host.do('remove', guest).expect(200);
    expect((await guest.enter()).body.code).toBe('stage.removed');
  });
});

describe('somebody who is removed', () => {
  it('is shown out at once and does not come back by the same link; a host’s link lets in again', async () => {
    const host = await OnStage.host(server, await session());
    const speaker = await OnStage.speaker(host, '李敏');
    const socket = await open(speaker);
    const told = new Promise((resolve) => socket.once('goodbye', resolve));
    await host.do('bring-on', speaker);
    const { body: view } = await host.do('remove', speaker).expect(200);
    expect(personOf(view, speaker)).toBeUndefined();
    expect(await told).toEqual({ reason: 'removed', retry: false });
    await until('the socket is closed', () => socket.disconnected);

    const back = await speaker.enter();
    expect([back.status, back.body.code]).toEqual([403, 'stage.removed']);
    const ticket = await connect(server.url, speaker.entered.ticket);
    sockets.push(ticket);
    await until('the old ticket is good for nothing', () => ticket.disconnected);
    await speaker.enter({ link: server.link('host', host.session) }).expect(200);
  });

  it('is not the host himself', async () => {
    const host = await OnStage.host(server, await session());
    const { status, body } = await host.do('remove', host);
    expect([status, body.code]).toEqual([409, 'stage.wrong_state']);
  });
});

describe('staff of the host window', () => {
  it('run it under their own name, without a link; staff of another window do not', async () => {
    const id = await session();
    const [{ host }] = (await server.database.query(
      `SELECT e.host_id AS host FROM session s JOIN online_event e ON e.id = s.event_id WHERE s.id = $1`,
      [id],
    )) as [{ host: string }];
    const staff = await signedIn(server, { role: 'organiser', organisationId: host, name: '陈洁' });
    const entered = await OnStage.by(server, id, {}, staff.agent);
    expect(entered.entered.you).toMatchObject({ role: 'host', name: '陈洁' });
    await entered.post('rehearsal/start').expect(200);
    const foreign = await signedIn(server, { role: 'organiser', organisationId: await otherWindow() });
    await foreign.agent.post(`/api/stages/${id}/enter`).send({}).expect(403);
    await foreign.agent.post(`/api/stages/${id}/people/${entered.id}/mute`).expect(403);
  });
});

async function otherWindow(): Promise<string> {
  const [row] = await server.database.query<{ host: string }>(
    `SELECT e.host_id AS host FROM session s JOIN online_event e ON e.id = s.event_id WHERE s.id = $1`,
    [await session()],
  );
  return row?.host ?? '';
}
