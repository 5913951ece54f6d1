import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BeatAnswer, BeatRequest } from '../../src/contracts/index.js';
import { RequestFailure } from '../connection/failure.js';
import { Attendance, type Attended } from './attendance.js';

const LIVE: Attended = { present: true, playing: true, way: 'webrtc' };
let now = 0;
let sent: BeatRequest[] = [];
let beacons: BeatRequest[] = [];
let alarms: number[] = [];
let answer: () => Promise<BeatAnswer>;
let page: Attendance;

beforeEach(() => {
  [now, sent, beacons, alarms] = [0, [], [], []];
  let tickets = 0;
  answer = async () => ({ ticket: `t${(tickets += 1)}`, nextInSeconds: 20 });
  page = new Attendance(
    {
      send: (beat) => {
        sent.push(beat);
        return answer();
      },
      beacon: (beat) => beacons.push(beat),
      alarm: (ms) => alarms.push(ms),
    },
    () => 'hall',
    () => now,
  );
});

const settled = () => new Promise((resolve) => setTimeout(resolve));
const ring = async (seconds: number) => {
  now += seconds * 1000;
  page.ring();
  await settled();
};

describe('the beats of a page', () => {
  it('begin when there is something to attend, and go on when the server says', async () => {
    page.show({ ...LIVE, present: false, playing: false });
    await settled();
    expect(sent).toEqual([]);
    page.show(LIVE);
    await settled();
    expect(sent).toEqual([{ playing: true, played: 0, way: 'webrtc', channel: 'hall' }]);
    expect(alarms).toEqual([20_000]);
    await ring(20);
    expect(sent[1]).toEqual({ playing: true, played: 20, way: 'webrtc', ticket: 't1', channel: 'hall' });
  });

  it('count what was played, not what has passed', async () => {
    page.show(LIVE);
    await settled();
    now += 5_000;
    page.show({ ...LIVE, playing: false });
    expect(alarms.at(-1)).toBe(1_000);
    await ring(15);
    expect(sent[1]).toMatchObject({ playing: false, played: 5 });
    now += 60_000;
    page.show(LIVE);
    await ring(2);
    expect(sent[2]).toMatchObject({ playing: true, played: 7 });
  });

  it('take up again what failed, and begin anew where the ticket is refused', async () => {
    page.show(LIVE);
    await settled();
    answer = async () => Promise.reject(new RequestFailure('network', 'gone'));
    await ring(20);
    expect(alarms.at(-1)).toBeLessThanOrEqual(20_000);
    await ring(5);
    expect(sent.map(({ ticket }) => ticket)).toEqual([undefined, 't1', 't1']);
    answer = async () =>
      Promise.reject(RequestFailure.of({ code: 'attendance.ticket_foreign', status: 403, title: 'no' }));
    await ring(5);
    await ring(1);
    expect(sent.at(-1)!.ticket).toBeUndefined();
    // Refused without a ticket, too: it is not asked again every second.
    expect(alarms.at(-1)).toBe(60_000);
  });

  it('tell a change that happens while one is on its way right after it', async () => {
    page.show(LIVE);
    await settled();
    let arrive: (given: BeatAnswer) => void = () => undefined;
    answer = () => new Promise((resolve) => (arrive = resolve));
    page.ring();
    page.show({ ...LIVE, way: 'hls' });
    page.ring();
    expect(sent).toHaveLength(2);
    arrive({ ticket: 'late', nextInSeconds: 20 });
    await settled();
    expect(alarms.at(-1)).toBe(1_000);
  });

  it('say goodbye once with a beacon, and are silent afterwards', async () => {
    page.show(LIVE);
    await settled();
    now += 8_000;
    page.close();
    page.close();
    expect(beacons).toEqual([{ playing: false, played: 8, way: 'webrtc', ticket: 't1', channel: 'hall' }]);
    await ring(20);
    expect(sent).toHaveLength(1);
  });

  it('end when there is nothing to attend any more', async () => {
    page.show(LIVE);
    await settled();
    page.show({ ...LIVE, present: false, playing: false });
    await ring(1);
    expect(sent[1]).toMatchObject({ playing: false, ticket: 't1' });
    const before = alarms.length;
    await ring(20);
    expect(sent).toHaveLength(2);
    expect(alarms).toHaveLength(before);
  });
});
