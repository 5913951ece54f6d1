import type { BrowserContext, Page } from 'playwright-core';
import type { EnterStageAnswer } from '../../src/contracts/stage.contract.js';
import { planSession } from '../server/plan-session.js';
import { type RunningServer, until } from '../server/running-server.js';

/** A player begins three segments behind the newest. */
const SEGMENTS = 4;

/** A session that a host has begun in the studio, with camera and microphone; resolves when its broadcast runs. */
export async function goLive(server: RunningServer, context: BrowserContext): Promise<string> {
  const session = await planSession(server.databaseUrl, '延迟测试');
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
