import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { signedIn } from '../setup/people.js';
import { addPlannedEvent, addSessionTo } from '../setup/planned-event.js';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp({ STAFF_TOTP: '0', PUBLIC_URL: 'https://yunqiao.example' });
});
afterAll(() => server.close());

const http = () => request(server.url);
async function calendar(path: string, agent = http() as unknown as ReturnType<typeof request.agent>) {
  const { text, headers } = await agent.get(`/api/${path}/calendar.ics`).buffer(true).expect(200);
  return { text: text.replace(/\r\n /g, ''), headers };
}

describe('the calendar file of a session', () => {
  it('is downloaded under the session’s name and points to its page', async () => {
    const { sessionId } = await addPlannedEvent(server, { startsAt: new Date('2099-03-01T06:30:00Z') });
    const { text, headers } = await calendar(`sessions/${sessionId}`);
    expect(headers['content-type']).toMatch(/^text\/calendar/);
    expect(headers['content-disposition']).toMatch(/^attachment;.*filename\*=UTF-8''/);
    expect(text).toContain(`UID:${sessionId}@yunqiao`);
    expect(text).toContain('DTSTART:20990301T063000Z');
    expect(text).toContain(`https://yunqiao.example/s/${sessionId}`);
    expect(text).toContain('岳阳市窗口平台');
  });

  it('after a change of the time moves the same entry, after a cancellation takes it out', async () => {
    const { sessionId, hostId } = await addPlannedEvent(server);
    const organiser = await signedIn(server, { role: 'organiser', organisationId: hostId });
    const before = await calendar(`sessions/${sessionId}`);
    expect(before.text).toContain('SEQUENCE:0');
    const [startsAt, endsAt] = [new Date(Date.now() + 86_400_000), new Date(Date.now() + 90_000_000)];
    await organiser.agent.post(`/api/sessions/${sessionId}/postpone`).send({ startsAt, endsAt }).expect(200);
    const moved = await calendar(`sessions/${sessionId}`);
    expect(moved.text).toContain(`UID:${sessionId}@yunqiao`);
    expect(moved.text).toContain('SEQUENCE:1');
    await organiser.agent.post(`/api/sessions/${sessionId}/cancel`).send({ reason: '场地停电' }).expect(200);
    const gone = await calendar(`sessions/${sessionId}`);
    expect(gone.text).toContain('SEQUENCE:2');
    expect(gone.text).toContain('METHOD:CANCEL');
  });

  it('is there for everybody where the session itself is not', async () => {
    const { sessionId } = await addPlannedEvent(server, { access: 'registered' });
    await calendar(`sessions/${sessionId}`);
  });

  it('of a session by link is for who holds the link, of a draft for nobody', async () => {
    const byLink = await addPlannedEvent(server, { access: 'link' });
    await http().get(`/api/sessions/${byLink.sessionId}/calendar.ics`).expect(403);
    const agent = request.agent(server.url);
    const link = server.link('viewer', byLink.sessionId);
    // Cookies of an https site do not travel to the test's plain address by themselves.
    const joined = await agent.post(`/api/sessions/${byLink.sessionId}/join`).send({ webrtc: false, link }).expect(200);
    const cookies = (joined.headers['set-cookie'] as unknown as string[])
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
    await http().get(`/api/sessions/${byLink.sessionId}/calendar.ics`).set('Cookie', cookies).expect(200);
    const draft = await addPlannedEvent(server, { publication: 'draft' });
    await http().get(`/api/sessions/${draft.sessionId}/calendar.ics`).expect(404);
    await http().get(`/api/events/${draft.eventId}/calendar.ics`).expect(404);
    await http().get(`/api/sessions/${newId()}/calendar.ics`).expect(404);
  });
});

describe('the calendar file of an event', () => {
  it('holds its sessions but those by link', async () => {
    const { eventId, sessionId } = await addPlannedEvent(server);
    const second = await addSessionTo(server, eventId, { title: '第二场' });
    const hidden = await addSessionTo(server, eventId, { access: 'link' });
    const { text } = await calendar(`events/${eventId}`);
    expect(text.match(/UID:.+/g)).toEqual(
      expect.arrayContaining([`UID:${sessionId}@yunqiao`, `UID:${second}@yunqiao`]),
    );
    expect(text).not.toContain(hidden);
  });
});
