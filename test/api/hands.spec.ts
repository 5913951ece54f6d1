import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { RaisedHand } from '../../src/contracts/stage.contract.js';
import { SocketHub } from '../../src/infra/socket/socket-hub.js';
import { sessionChannel } from '../../src/rooms/channels.js';
import { HandPresence } from '../../src/stage/people/hand-presence.service.js';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { connect, type TestSocket } from '../setup/client.js';
import { passTime } from '../setup/clock.js';
import { OnStage, personOf } from '../setup/stage.js';
import { until } from '../setup/until.js';

let server: TestApp;
const sockets: TestSocket[] = [];
const WORDS = { name: '刘洋', unit: '耒阳市某机械厂', topic: '想问融资期限' };

beforeAll(async () => {
  server = await startTestApp();
});
afterEach(() => sockets.splice(0).forEach((socket) => socket.disconnect()));
afterAll(() => server.close());

type Agent = ReturnType<typeof request.agent>;
const hand = (session: string, rest = '') => `/api/sessions/${session}/hand${rest}`;

/** A viewer's browser, and its socket. */
async function viewer(session: string): Promise<{ agent: Agent; socket: TestSocket }> {
  const agent = request.agent(server.url);
  const { body } = await agent.post(`/api/sessions/${session}/join`).send({ webrtc: false }).expect(200);
  const socket = await connect(server.url, body.ticket);
  sockets.push(socket);
  return { agent, socket };
}

async function scene() {
  const session = await addSession(server.database, { state: 'live' });
  const host = await OnStage.host(server, session);
  const hosts = await host.connect();
  sockets.push(hosts);
  const lists: RaisedHand[][] = [];
  hosts.on('hands.changed', ({ hands }) => lists.push(hands));
  await until('the host’s socket is known', async () => personOf((await host.enter()).body, host)?.present);
  return { session, host, lists };
}

describe('a raised hand', () => {
  it('and an invitation make a guest: backstage, under the name given, brought on like anybody', async () => {
    const { session, host, lists } = await scene();
    const { agent, socket } = await viewer(session);
    const called = new Promise((resolve) => socket.once('hand.changed', () => socket.once('hand.changed', resolve)));
    const { body: raised } = await agent.post(hand(session)).send(WORDS).expect(200);
    expect(raised).toEqual({ state: 'raised', open: true, invited: false });
    await until('the host sees it', () => lists.at(-1)?.length === 1);
    expect(lists.at(-1)).toMatchObject([{ ...WORDS, state: 'raised' }]);

    const early = await agent.post(hand(session, '/accept'));
    expect([early.status, early.body.code]).toEqual([409, 'hand.wrong_state']);
    await agent.post(`/api/stages/${session}/enter`).send({}).expect(403);

    const id = lists.at(-1)?.[0]?.id ?? '';
    await host.post(`hands/${id}/call`).expect(200);
    expect(await called).toEqual({ state: 'called', open: true, invited: false });
    const { body: accepted } = await agent.post(hand(session, '/accept')).expect(200);
    expect(accepted).toEqual({ state: null, open: false, invited: true });
    const guest = await OnStage.by(server, session, {}, agent);
    expect(guest.entered.you).toMatchObject({ role: 'guest', name: WORDS.name, unit: WORDS.unit });
    expect(guest.entered.hands).toEqual([]);
    const { body: view } = await host.do('bring-on', guest).expect(200);
    expect(personOf(view, guest)).toMatchObject({ place: 'on_stage' });
    await until('no hand is left', () => lists.at(-1)?.length === 0);

    // It was for this once: who has left does not come back by himself.
    await guest.post('leave').expect(204);
    expect((await guest.enter().expect(403)).body.code).toBe('stage.left');
    expect((await agent.get(hand(session))).body).toEqual({ state: null, open: true, invited: false });
    await agent.post(hand(session)).send(WORDS).expect(200);
    const again = (await host.agent.get(`/api/stages/${session}/hands`).expect(200)).body as RaisedHand[];
    await host.post(`hands/${again[0]?.id}/call`).expect(200);
    await agent.post(hand(session, '/accept')).expect(200);
    await guest.enter().expect(200);
  });

  it('raised twice is one hand, with the newer words; lowered it is gone', async () => {
    const { session, lists } = await scene();
    const { agent } = await viewer(session);
    await Promise.all([agent.post(hand(session)).send(WORDS), agent.post(hand(session)).send(WORDS)]);
    await agent
      .post(hand(session))
      .send({ ...WORDS, topic: '改一下' })
      .expect(200);
    await until('one hand', () => lists.at(-1)?.[0]?.topic === '改一下');
    expect(lists.at(-1)).toHaveLength(1);
    expect((await agent.delete(hand(session)).expect(200)).body).toEqual({ state: null, open: true, invited: false });
    await until('gone', () => lists.at(-1)?.length === 0);
    await agent.delete(hand(session)).expect(200);
  });

  it('is none of somebody who is on the stage already, or backstage', async () => {
    const { session, host, lists } = await scene();
    const speaker = await OnStage.speaker(host, '李敏');
    for (const { agent } of [host, speaker]) {
      const { status, body } = await agent.post(hand(session)).send(WORDS);
      expect([status, body.code]).toEqual([409, 'hand.on_stage_already']);
      expect((await agent.get(hand(session))).body).toEqual({ state: null, open: false, invited: false });
    }
    expect(lists.flat()).toEqual([]);
  });

  it('comes down when its owner has gone; a reload keeps it, and so does asking without a socket', async () => {
    const { session, host, lists } = await scene();
    const [gone, reloads, asks] = [await viewer(session), await viewer(session), await viewer(session)];
    for (const { agent } of [gone, reloads, asks]) await agent.post(hand(session)).send(WORDS).expect(200);
    const presence = server.app.get(HandPresence, { strict: false });
    const comeBack: (() => void)[] = [];
    const pass = async (seconds: number) => {
      comeBack.push(passTime(server, { seconds }));
      await presence.sweep();
    };
    await pass(300);
    expect(lists.at(-1)).toHaveLength(3);
    for (const { socket } of [gone, reloads, asks]) socket.disconnect();
    const hub = server.app.get(SocketHub, { strict: false });
    await until('the host alone is left', () => hub.socketsIn(sessionChannel(session)).length === 1);
    await pass(40);
    const { body } = await reloads.agent.post(`/api/sessions/${session}/join`).send({ webrtc: false }).expect(200);
    sockets.push(await connect(server.url, body.ticket));
    await asks.agent.get(hand(session)).expect(200);
    await pass(60);
    await until('one hand is down', () => lists.at(-1)?.length === 2);
    expect((await gone.agent.get(hand(session))).body).toMatchObject({ state: null, open: true });
    for (const { agent } of [reloads, asks]) expect((await agent.get(hand(session))).body.state).toBe('raised');
    expect((await host.agent.get(`/api/stages/${session}/hands`)).body).toHaveLength(2);
    comeBack.toReversed().forEach((undo) => undo());
  });

  it('raised before the host’s socket was there is told to it when it comes', async () => {
    const session = await addSession(server.database, { state: 'live' });
    const host = await OnStage.host(server, session);
    const { agent } = await viewer(session);
    await agent.post(hand(session)).send(WORDS).expect(200);
    const { body: view } = await host.enter().expect(200);
    expect(view.hands).toHaveLength(1);
    await agent.post(hand(session)).send({ ...WORDS, topic: '改一下' });
    const socket = await host.connect();
    sockets.push(socket);
    const { hands } = await new Promise<{ hands: RaisedHand[] }>((resolve) => socket.once('hands.changed', resolve));
    expect(hands).toMatchObject([{ topic: '改一下' }]);
  });

  it('is declined by who was called, or put down by the host', async () => {
    const { session, host } = await scene();
    const [first, second] = [await viewer(session), await viewer(session)];
    for (const { agent } of [first, second]) await agent.post(hand(session)).send(WORDS).expect(200);
    const { body: hands } = await host.agent.get(`/api/stages/${session}/hands`);
    await host.post(`hands/${hands[0].id}/call`).expect(200);
    const twice = await host.post(`hands/${hands[0].id}/call`);
    expect([twice.status, twice.body.code]).toEqual([409, 'hand.wrong_state']);
    await first.agent.post(hand(session, '/decline')).expect(200);
    await first.agent.post(hand(session, '/accept')).expect(409);
    expect((await host.post(`hands/${hands[1].id}/dismiss`).expect(200)).body).toEqual([]);
    expect((await second.agent.get(hand(session))).body).toEqual({ state: null, open: true, invited: false });
  });

  it('is nobody’s business but the hosts’: neither speakers nor other viewers hear of it', async () => {
    const { session, host, lists } = await scene();
    const speaker = await OnStage.speaker(host, '李敏');
    const [theirs, other] = [await speaker.connect(), await viewer(session)];
    sockets.push(theirs);
    const heard: string[] = [];
    for (const socket of [theirs, other.socket]) socket.onAny((name: string) => heard.push(name));
    const { agent } = await viewer(session);
    await agent.post(hand(session)).send(WORDS);
    await until('the host sees it', () => lists.at(-1)?.length === 1);
    await speaker.agent.get(`/api/stages/${session}/hands`).expect(403);
    expect(heard.filter((name) => name.startsWith('hand'))).toEqual([]);
  });

  it('cannot be raised before or after, nor without a name, nor where one may not watch', async () => {
    for (const state of ['scheduled', 'ended', 'replay']) {
      const session = await addSession(server.database, { state });
      const { status, body } = await request(server.url).post(hand(session)).send(WORDS);
      expect([state, status]).toEqual([state, 409]);
      expect(['hand.wrong_state', 'session.wrong_state']).toContain(body.code);
    }
    const live = await addSession(server.database, { state: 'live' });
    await request(server.url).post(hand(live)).send({ name: ' ', unit: '' }).expect(400);
    await request(server.url)
      .post(hand(live))
      .send({ ...WORDS, topic: 'x'.repeat(201) })
      .expect(400);
    const closed = await addSession(server.database, { state: 'live', access: 'link' });
    await request(server.url).post(hand(closed)).send(WORDS).expect(403);
  });

  it('of another session cannot be called', async () => {
    const [one, two] = [await scene(), await scene()];
    const { agent } = await viewer(one.session);
    await agent.post(hand(one.session)).send(WORDS).expect(200);
    const id = (await one.host.agent.get(`/api/stages/${one.session}/hands`)).body[0].id;
    const { status, body } = await two.host.post(`hands/${id}/call`);
    expect([status, body.code]).toEqual([404, 'hand.not_found']);
  });
});
