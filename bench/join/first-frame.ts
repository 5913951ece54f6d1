import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { atEnd } from '../ending.js';
import { LIVE_SESSION, type RunningServer } from '../server/running-server.js';

/** Time of one visitor from opening the address, milliseconds. */
export interface FirstFrame {
  /** The player begins to play: code, page and ticket are there, the socket is open. */
  playAt: number;
  /** The first decoded picture is shown. */
  frameAt: number;
}

const FRAME_MS = 20_000;
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--autoplay-policy=no-user-gesture-required',
];

export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] || '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new Error('This bench needs Chromium (Debian package chromium)');
  const browser = await chromium.launch({ executablePath, headless: true, args: ARGS, handleSIGINT: false });
  atEnd(() => browser.close());
  return browser;
}

/**
 * A visitor who has never been here opens the live session (nothing cached, no cookie) in the client itself, whose
 * player leaves the marks `yq:play` and `yq:first-frame`.
 */
export async function watchOnce(browser: Browser, server: RunningServer, path: 'webrtc' | 'hls'): Promise<FirstFrame> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' });
  try {
    const page = await context.newPage();
    // A browser without WebRTC is given the broadcast.
    if (path === 'hls') await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'RTCPeerConnection'));
    await page.goto(`${server.url}/s/${LIVE_SESSION}`, { waitUntil: 'commit' });
    await page.waitForFunction(() => performance.getEntriesByName('yq:first-frame').length > 0, undefined, {
      timeout: FRAME_MS,
      polling: 50,
    });
    return await page.evaluate(() => {
      const at = (name: string): number => performance.getEntriesByName(name)[0]?.startTime ?? NaN;
      return { playAt: at('yq:play'), frameAt: at('yq:first-frame') };
    });
  } finally {
    await context.close();
  }
}
