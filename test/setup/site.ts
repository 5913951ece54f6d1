import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Actor, asActor } from './actor.js';
import { startTestApp, type TestApp } from './app.js';
import { launchBrowser, newPage as newBrowserPage } from './browser.js';

export interface Site {
  readonly server: TestApp;
  /** A browser of somebody else, for what must be done before a page is opened. */
  newPage(visit?: Visit): Promise<Page>;
  open(path: string, visit?: Visit): Promise<Page>;
}

/** Beside these whatever a browser's context takes. */
interface Visit extends Record<string, unknown> {
  /** Whose picture and sound the camera and the microphone give. */
  actor?: Actor;
  /** The quality that this browser used last: another one is another size of picture. */
  quality?: string;
}

/**
 * The server and the browser of a test file, which says this once at its top; pages are closed after each test. What is
 * read of it is there once tests run.
 */
export function openSite(): Site {
  let server: TestApp;
  let browser: Browser;
  const opened: BrowserContext[] = [];

  beforeAll(async () => {
    server = await startTestApp();
    browser = await launchBrowser();
  }, 60_000);
  afterEach(async () => {
    for (const context of opened.splice(0)) await context.close();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  async function newPage({ actor, quality = 'smooth', ...look }: Visit = {}): Promise<Page> {
    const { page, context } = await newBrowserPage(browser, look);
    opened.push(context);
    if (actor) await asActor(context, actor);
    await context.addInitScript((value) => {
      localStorage.setItem('yunqiao.studio_devices', JSON.stringify({ camera: '', microphone: '', quality: value }));
    }, quality);
    return page;
  }

  async function open(path: string, visit: Visit = {}): Promise<Page> {
    const page = await newPage(visit);
    // While no picture comes, a page that waits for one is not done loading.
    await page.goto(server.url + path, { waitUntil: 'domcontentloaded' });
    return page;
  }

  return {
    get server() {
      return server;
    },
    newPage,
    open,
  };
}

/** Turns camera and microphone on, in a studio. */
export async function publish(page: Page): Promise<void> {
  await showCamera(page);
  await page.getByRole('button', { name: '打开麦克风' }).click();
  await page.getByRole('button', { name: '静音麦克风' }).waitFor();
}

export async function showCamera(page: Page): Promise<void> {
  await page.getByRole('button', { name: '打开摄像头' }).click();
  await page.getByRole('button', { name: '关闭摄像头' }).waitFor();
}
