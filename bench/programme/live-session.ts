import type { BrowserContext, Page } from 'playwright-core';
import pg from 'pg';
import type { EnterStageAnswer } from '../../src/contracts/stage.contract.js';
import { newId } from '../../src/infra/id.js';
import { type RunningServer, until } from '../server/running-server.js';

/** A player begins three segments behind the newest. */
const SEGMENTS = 4;

/** A session that a host has begun in the studio, with camera and microphone; resolves when its broadcast runs. */
export async function goLive(server: RunningServer, context: BrowserContext): Promise<string> {
  const session = await planSession(server.databaseUrl);
  await context.addInitScript(() => {
    localStorage.setItem('yunqiao.studio_devices', JSON.stringify({ camera: '', microphone: '', quality: 'smooth' }));
  });
  const page = await context.newPage();
  await page.goto(await server.studioLink(session));
  await page.getByRole('button', { name: '打开摄像头' }).click();
  await page.getByRole('button', { name: '打开麦克风' }).click();
  await until('camera and microphone are there', async () => {
    const { tracks } = await command<EnterStageAnswer>(page, server, session, 'enter');
    return tracks.length >= 2;
  });
  await command(page, server, session, 'start');
  await server.broadcasts(session, SEGMENTS);
  return session;
}

/** By the page's own cookies, as its buttons do. */
async function command<T>(page: Page, { url }: RunningServer, session: string, name: string): Promise<T> {
  const answer = await page.context().request.post(`${url}/api/stages/${session}/${name}`, { data: {} });
  if (!answer.ok()) throw new Error(`${name}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** A window with one published event and one public session that may begin. */
async function planSession(databaseUrl: string): Promise<string> {
  const [host, event, session] = [newId(), newId(), newId()];
  const path = `/${host}/`;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO organisation (id, kind, level, name, path) VALUES ($1, 'window', 'city', '测试窗口', $2)`,
      [host, path],
    );
    await client.query(
      `INSERT INTO online_event (id, host_id, title, form, mode, publication_state, path)
       VALUES ($1, $2, '延迟测试', 'docking', 'online', 'published', $3)`,
      [event, host, path],
    );
    await client.query(
      `INSERT INTO session (id, event_id, title, access, state, starts_at, ends_at, path)
       VALUES ($1, $2, '延迟测试', 'public', 'scheduled', now(), now() + interval '1 hour', $3)`,
      [session, event, path],
    );
  } finally {
    await client.end();
  }
  return session;
}
