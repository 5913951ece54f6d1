import { afterEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import request from 'supertest';
import { addSession } from '../setup/app.js';
import { flushed } from '../setup/attendance.js';
import { playing } from '../setup/browser.js';
import { passTime } from '../setup/clock.js';
import { TestEncoder } from '../setup/encoder.js';
import { openSite } from '../setup/site.js';
import { until } from '../setup/until.js';
import { AttendanceRollups } from '../../src/reports/attendance/attendance-rollups.service.js';

const site = openSite();
let encoder: TestEncoder | null = null;

afterEach(async () => {
  await encoder?.stop();
  encoder = null;
});

/** Time on the wall until a beat has come, and the page's own second of patience. */
const SLACK_S = 4;

interface Attended extends Record<string, unknown> {
  channel: string;
  stay: number;
  watch: number;
  lastAt: Date;
}

/** What everybody attended so far, by the channel that tells them apart. */
async function attended(session: string): Promise<Map<string, Attended>> {
  await site.server.app.get(AttendanceRollups, { strict: false }).recompute(session);
  const rows = await site.server.database.query<Attended>(
    `SELECT channel, stay_seconds AS stay, watch_seconds AS watch, last_at AS "lastAt" FROM attendance_person
     WHERE session_id = $1`,
    [session],
  );
  return new Map(rows.map((row) => [row.channel, row]));
}

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1000));

/** As a browser treats a page behind another one: its timers ring once a minute at most. */
function hide(page: Page): Promise<void> {
  return page.evaluate(() => {
    const { setTimeout } = window;
    window.setTimeout = ((handler: () => void, ms = 0) =>
      setTimeout(handler, Math.max(60_000, ms))) as typeof setTimeout;
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    Object.defineProperty(document, 'hidden', { get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
}

async function goLive(): Promise<string> {
  const session = await addSession(site.server.database, { title: '谁来了' });
  const host = request.agent(site.server.url);
  const link = site.server.link('host', session);
  await host.post(`/api/stages/${session}/enter`).send({ link }).expect(200);
  await host.post(`/api/stages/${session}/start`).expect(200);
  return session;
}

describe('attendance as browsers tell it', () => {
  it('a crash, two tabs, a pause, a hidden page and sleep: each person has the time that they watched', async () => {
    const session = await goLive();
    encoder = await TestEncoder.into(site.server, session);
    const ready = async () => (await request(site.server.url).get(`/api/sessions/${session}/board`)).body.feed;
    await until('the broadcast', async () => (await ready()).broadcastReady, { within: 20_000 });
    const watch = async (channel: string, beside?: Page): Promise<Page> => {
      const address = `/s/${session}?c=${channel}`;
      const page = beside ? await beside.context().newPage() : await site.open(address);
      if (beside) await page.goto(site.server.url + address, { waitUntil: 'domcontentloaded' });
      await playing(page, {}, 30_000);
      return page;
    };
    const began = Date.now();
    const elapsed = () => (Date.now() - began) / 1000;

    const crashing = await watch('crash');
    const double = await watch('double');
    await watch('double', double);
    const pausing = await watch('pause');
    const hidden = await watch('hidden');
    const opened = elapsed();

    const pausedAt = elapsed();
    await pausing.locator('[data-state]').first().hover();
    await pausing.getByRole('button', { name: '暂停', exact: true }).first().click();
    await hide(hidden);
    await seconds(14);
    const crashedAt = elapsed();
    const crash = await crashing.context().newCDPSession(crashing);
    crash.send('Page.crash').catch(() => undefined);
    await seconds(22);

    await flushed(site.server);
    const total = elapsed();
    const first = await attended(session);
    const of = (channel: string) => first.get(channel)!;
    expect(of('double').watch).toBeGreaterThan(total - opened - 20 - SLACK_S);
    expect(of('double').watch).toBeLessThan(total + SLACK_S);
    expect(of('pause').watch).toBeLessThan(pausedAt + SLACK_S);
    expect(of('pause').stay).toBeGreaterThan(total - opened - 20 - SLACK_S);
    expect(of('crash').stay).toBeLessThanOrEqual(crashedAt + SLACK_S);
    expect(of('crash').stay).toBeGreaterThan(crashedAt - opened - 20 - SLACK_S);
    expect(of('hidden').watch).toBeGreaterThan(total - opened - 20 - SLACK_S);

    // The lid is shut for two hours; the session goes on without that person.
    const before = of('hidden');
    await hidden.context().setOffline(true);
    passTime(site.server, { hours: 2 });
    await hidden.context().setOffline(false);
    await until(
      'it beats again',
      async () => {
        await flushed(site.server);
        return (await attended(session)).get('hidden')!.lastAt.getTime() > before.lastAt.getTime() + 3_600_000;
      },
      { within: 40_000, every: 1_000 },
    );
    const slept = (await attended(session)).get('hidden')!;
    expect(slept.watch).toBeLessThan(elapsed() + SLACK_S);
    expect(slept.stay).toBeLessThan(elapsed() + SLACK_S);
  }, 180_000);

  it('who leaves the page says so', async () => {
    const session = await goLive();
    const page = await site.open(`/s/${session}?c=leaving`);
    const here = async () => {
      await flushed(site.server);
      return (await attended(session)).get('leaving');
    };
    await until('a beat', async () => (await here()) !== undefined, { within: 15_000 });
    await seconds(5);
    await page.goto(`${site.server.url}/about`);
    await until('the last beat', async () => (await here())!.stay >= 4, { within: 5_000 });
  }, 60_000);
});
