import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { LiveRooms } from '../../src/rooms/live-rooms.service.js';
import { MediaProvider } from '../../src/rooms/media.provider.js';
import { SignedTokens } from '../../src/infra/signed-token.js';
import { TICKET_PURPOSE } from '../../src/infra/socket/ticket.js';
import type { WatchOffer } from '../../src/contracts/media.contract.js';
import { addSession, startTestApp, type TestApp } from '../setup/app.js';
import { command, commandOk, connect, type TestSocket } from '../setup/client.js';
import { until } from '../setup/until.js';

let server: TestApp;
let session: string;
const open: TestSocket[] = [];

beforeAll(async () => {
  server = await startTestApp();
  session = await addSession(server.database);
});
afterAll(async () => {
  for (const socket of open) socket.disconnect();
  await server.close();
});

async function viewer(of = session): Promise<{ socket: TestSocket; rtpCapabilities: object }> {
  const { body } = await request(server.url).post(`/api/sessions/${of}/join`).send({ webrtc: true }).expect(200);
  const socket = await connect(server.url, body.ticket);
  open.push(socket);
  return { socket, rtpCapabilities: body.rtpCapabilities };
}

describe('the handshake', () => {
  it.each([
    ['no ticket', undefined],
    ['rubbish', 'rubbish'],
    ['an object', { personId: 'x' }],
    [
      'an expired one',
      () =>
        server.app.get(SignedTokens).sign(TICKET_PURPOSE, { personId: 'x', subject: session, purpose: 'viewer' }, -1)
          .token,
    ],
    ['a token of another purpose', () => server.link('host', session)],
  ])('refuses a socket with %s', async (_name, ticket) => {
    const value = typeof ticket === 'function' ? ticket() : ticket;
    await expect(connect(server.url, value)).rejects.toMatchObject({ data: { code: 'access.ticket_invalid' } });
  });

  it('refuses a socket that another site’s page opens', async () => {
    const { body } = await request(server.url).post(`/api/sessions/${session}/join`).send({ webrtc: true });
    await expect(connect(server.url, body.ticket, { Origin: 'https://evil.example' })).rejects.toThrow();
  });

  it('closes a socket within 5 s of its ticket’s end, and says that it may come back', async () => {
    const { token } = server.app
      .get(SignedTokens)
      .sign(
        TICKET_PURPOSE,
        { personId: '01900000-0000-7000-8000-000000000999', subject: session, purpose: 'viewer' },
        2,
      );
    const socket = await connect(server.url, token);
    const goodbye = new Promise((resolve) => socket.once('goodbye', resolve));
    await until('the socket is closed', () => socket.disconnected, { within: 7_000 });
    expect(await goodbye).toEqual({ reason: 'ticket_expired', retry: true });
  });
});

describe('socket commands', () => {
  it('every one is acknowledged, also the one that answers nothing', async () => {
    const { socket } = await viewer();
    expect(await command(socket, 'media.leave', {})).toEqual({ ok: true, data: null });
  });

  it('a viewer opens a transport and is offered what is on air (nothing yet)', async () => {
    const { socket, rtpCapabilities } = await viewer();
    const offer = await commandOk<WatchOffer>(socket, 'media.watch', { rtpCapabilities });
    expect(offer.transport.iceCandidates.length).toBeGreaterThan(0);
    expect(offer.transport.iceCandidates.map(({ protocol }) => protocol)).toEqual(
      expect.arrayContaining(['udp', 'tcp']),
    );
    expect(offer.programme.consumers).toEqual([]);
  });

  it.each([
    ['media.open_send', {}],
    ['media.produce', { transportId: 'x', kind: 'video', source: 'camera', rtpParameters: {} }],
    ['media.pause_producer', { producerId: 'x', paused: true }],
    ['media.close_producer', { producerId: 'x' }],
  ])('a viewer can never publish: %s is refused', async (name, parameters) => {
    const { socket } = await viewer();
    expect(await command(socket, name, parameters)).toMatchObject({ ok: false, error: { code: 'access.denied' } });
  });

  it.each(['ended', 'replay', 'cancelled'] as const)(
    'a session that is %s has no room to watch or to publish in',
    async (state) => {
      const of = await addSession(server.database, { state });
      const { body } = await request(server.url).post(`/api/sessions/${of}/join`).send({ webrtc: true }).expect(200);
      expect(body.playback).toBe('hls');
      const watching = await connect(server.url, body.ticket);
      open.push(watching);
      const capabilities = (await viewer()).rtpCapabilities;
      const wrongState = { ok: false, error: { code: 'session.wrong_state' } };
      expect(await command(watching, 'media.watch', { rtpCapabilities: capabilities })).toMatchObject(wrongState);
      const host = request.agent(server.url);
      const entered = await host
        .post(`/api/stages/${of}/enter`)
        .send({ link: server.link('host', of) })
        .expect(200);
      const publishing = await connect(server.url, entered.body.ticket);
      open.push(publishing);
      expect(await command(publishing, 'media.open_send', {})).toMatchObject(wrongState);
    },
  );

  it('one person cannot take all places with many sockets', async () => {
    const of = await addSession(server.database);
    const { body } = await request(server.url).post(`/api/sessions/${of}/join`).send({ webrtc: true });
    for (let tab = 0; tab < 8; tab += 1) open.push(await connect(server.url, body.ticket));
    await expect(connect(server.url, body.ticket)).rejects.toMatchObject({ data: { code: 'request.too_many' } });
    open.pop()!.close();
    await until('the place of the closed one is free', () =>
      connect(server.url, body.ticket).then((socket) => open.push(socket)),
    );
  });

  it('a viewer’s transport cannot be used by another socket', async () => {
    const [mine, other] = [await viewer(), await viewer()];
    const offer = await commandOk<WatchOffer>(mine.socket, 'media.watch', { rtpCapabilities: mine.rtpCapabilities });
    const { transportId } = offer.transport;
    await commandOk(other.socket, 'media.watch', { rtpCapabilities: other.rtpCapabilities });
    for (const [name, extra] of [
      ['media.restart_ice', {}],
      ['media.connect', { dtlsParameters: { role: 'client', fingerprints: [] } }],
    ] as const) {
      const answer = await command(other.socket, name, { transportId, ...extra });
      expect(answer).toMatchObject({ ok: false, error: { code: 'media.transport_not_found' } });
    }
  });

  it.each([
    ['no parameters', 'media.watch', []],
    ['null', 'media.watch', [null]],
    ['a number', 'media.watch', [7]],
    ['an array', 'media.watch', [[1]]],
    ['wrong types', 'media.watch', [{ rtpCapabilities: 'all' }]],
    ['rubbish inside', 'media.watch', [{ rtpCapabilities: { codecs: 'x', headerExtensions: [null] } }]],
    ['a prototype', 'media.watch', [JSON.parse('{"__proto__": {"a": 1}}')]],
    ['unknown fields', 'media.sync', [{ drop: 'table' }]],
    ['several parameters', 'media.connect', [{}, {}, {}]],
    ['too many ids', 'media.resume', [{ consumerIds: Array.from({ length: 50 }, () => 'x') }]],
    ['an unknown command', 'media.destroy_everything', [{}]],
    ['a name of the prototype', 'constructor', [{}]],
  ])('rubbish gets a typed error: %s', async (_name, name, parameters) => {
    const { socket } = await viewer();
    const answer = await command(socket, name, ...parameters);
    expect(answer.ok).toBe(false);
    if (!answer.ok) {
      expect(answer.error.status).toBeGreaterThanOrEqual(400);
      expect(answer.error.status).toBeLessThan(500);
    }
  });

  it('a message over 64 KB cuts the socket, the server lives on', async () => {
    const { socket } = await viewer();
    socket.emit('media.sync', { x: 'y'.repeat(100_000) } as never, () => undefined);
    await until('the socket is cut', () => socket.disconnected);
    await viewer();
  });

  it('a flood is refused, then cut', async () => {
    const small = await startTestApp({ LIMIT_SOCKET_COMMANDS_PER_10S: '10' });
    try {
      const of = await addSession(small.database);
      const { body } = await request(small.url).post(`/api/sessions/${of}/join`).send({ webrtc: true });
      const socket = await connect(small.url, body.ticket);
      const answers = await Promise.all(Array.from({ length: 20 }, () => command(socket, 'media.leave', {})));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(10);
      expect(answers[15]).toMatchObject({ ok: false, error: { code: 'request.too_many' } });
      for (let n = 0; n < 20; n += 1) socket.emit('media.leave', {}, () => undefined);
      await until('the socket is cut', () => socket.disconnected);
    } finally {
      await small.close();
    }
  });
});

describe('news', () => {
  it('a tick goes from the version that one has to the next one', async () => {
    const of = await addSession(server.database);
    const { socket } = await viewer(of);
    const before = await until('a quiet board', async () => {
      const { body } = await request(server.url).get(`/api/sessions/${of}/board`);
      return body.people === 1 ? body : null;
    });
    const tick = new Promise<{ from: string; to: string; changes: { state?: string } }>((resolve) =>
      socket.on('tick', (news) => news.changes.state === 'live' && resolve(news)),
    );
    const host = request.agent(server.url);
    await host
      .post(`/api/stages/${of}/enter`)
      .send({ link: server.link('host', of) })
      .expect(200);
    await host.post(`/api/stages/${of}/start`).expect(200);
    const news = await tick;
    expect(news.from.split('.')[0]).toBe(before.version.split('.')[0]);
    expect(Number(news.to.split('.')[1])).toBeGreaterThan(Number(before.version.split('.')[1]));
  });

  it('counts a person with two tabs once, and hosts not at all', async () => {
    const of = await addSession(server.database);
    const agent = request.agent(server.url);
    for (let tab = 0; tab < 2; tab += 1) {
      const { body } = await agent.post(`/api/sessions/${of}/join`).send({ webrtc: true });
      open.push(await connect(server.url, body.ticket));
    }
    const host = request.agent(server.url);
    const { body } = await host.post(`/api/stages/${of}/enter`).send({ link: server.link('host', of) });
    open.push(await connect(server.url, body.ticket));
    await until(
      'one person',
      async () => (await request(server.url).get(`/api/sessions/${of}/board`)).body.people === 1,
    );
  });
});

describe('rooms of the media node', () => {
  it('are closed when nobody is there any more, and opened again for the next one', async () => {
    const of = await addSession(server.database);
    const rooms = server.app.get(LiveRooms);
    const open = async () =>
      (await server.app.get(MediaProvider).media.snapshot()).rooms.some(({ roomId }) => roomId === of);
    const { socket } = await viewer(of);
    await rooms.closeIdle(0);
    expect(await open()).toBe(true);
    socket.disconnect();
    await until('the socket is gone', async () => {
      await rooms.closeIdle(0);
      return !(await open());
    });
    await viewer(of);
    expect(await open()).toBe(true);
  });
});
