import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { until } from './until.js';

export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
export const DESKTOP = { viewport: { width: 1366, height: 768 } };

/**
 * A real Chromium with fake camera and microphone; nothing of it reaches outside the machine.
 *
 * @param autoplay whether pages may sound without having been touched
 */
export async function launchBrowser(
  autoplay: 'no-user-gesture-required' | 'document-user-activation-required' = 'no-user-gesture-required',
): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--autoplay-policy=${autoplay}`,
      // Several pages play at once and none of them is in front.
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
      '--disable-background-timer-throttling',
    ],
  });
}

export async function newPage(
  browser: Browser,
  {
    webrtc = true,
    locale = 'zh-CN',
    ...options
  }: { webrtc?: boolean; locale?: string; [option: string]: unknown } = {},
): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ locale, permissions: ['camera', 'microphone'], ...DESKTOP, ...options });
  // As in an app's built-in browser that knows no WebRTC.
  if (!webrtc) await context.addInitScript('delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection;');
  const page = await context.newPage();
  return { page, context };
}

/** What the player shows and tells of itself. */
export interface PlayerLook {
  path: string;
  state: string;
  transport: string;
  width: number;
  height: number;
  frames: number;
  time: number;
}

export function player(page: Page): Promise<PlayerLook> {
  return page.evaluate(() => {
    const video = document.querySelector<HTMLVideoElement>('[data-testid="programme-video"]');
    const wrapper = video?.closest<HTMLElement>('[data-state]');
    return {
      path: wrapper?.dataset['path'] ?? '',
      state: wrapper?.dataset['state'] ?? '',
      transport: wrapper?.dataset['transport'] ?? '',
      width: video?.videoWidth ?? 0,
      height: video?.videoHeight ?? 0,
      frames: video?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
      time: video?.currentTime ?? 0,
    };
  });
}

/** Waits until decoded frames really advance, on the given path. */
export async function playing(
  page: Page,
  want: Partial<Pick<PlayerLook, 'path' | 'transport' | 'width'>> = {},
  within = 15_000,
): Promise<PlayerLook> {
  let before: PlayerLook | null = null;
  return until(
    `frames advance ${JSON.stringify(want)}`,
    async () => {
      const now = await player(page);
      const matches = Object.entries(want).every(([key, value]) => now[key as keyof PlayerLook] === value);
      // A player that changes its path begins to count anew: both looks must be of the same path.
      const advanced =
        before !== null && before.path === now.path && now.time > before.time && now.frames > before.frames;
      before = now;
      if (matches && advanced && now.state === 'playing') return now;
      throw new Error(JSON.stringify(now));
    },
    { within, every: 300 },
  );
}

/** Plays a replay from its page: by pressing the button, unless it has begun by itself in that very moment. */
export async function playReplay(page: Page): Promise<PlayerLook> {
  const play = page.getByRole('button', { name: /^(观看回放|播放|轻触开始播放)$/ }).first();
  await until(
    'it plays',
    async () => {
      if ((await player(page)).state === 'playing') return true;
      if (await play.isVisible()) await play.click({ timeout: 1_000 });
      return false;
    },
    { within: 30_000, every: 1_500 },
  );
  return playing(page, { path: 'hls' }, 20_000);
}
