import type { Browser } from 'playwright-core';
import { LIVE_SESSION, type RunningServer } from '../server/running-server.js';

/** Marks that the client leaves on its way to the picture, in their order; `online` to `connected` only by WebRTC. */
export const STAGES = ['play', 'joined', 'online', 'offered', 'connected', 'first-frame'] as const;
export type Stage = (typeof STAGES)[number];

/** When a visitor came to each mark, milliseconds from opening the address; NaN for marks that were not left. */
export type Visit = Record<Stage, number>;

const FRAME_MS = 20_000;

/**
 * A visitor who has never been here opens the live session (nothing cached, no cookie) in the client itself, whose
 * player leaves the marks.
 */
export async function watchOnce(browser: Browser, server: RunningServer, path: 'webrtc' | 'hls'): Promise<Visit> {
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
    const marks = await page.evaluate(
      (stages) => stages.map((stage) => performance.getEntriesByName(`yq:${stage}`)[0]?.startTime ?? null),
      [...STAGES],
    );
    return Object.fromEntries(STAGES.map((stage, index) => [stage, marks[index] ?? NaN])) as Visit;
  } finally {
    await context.close();
  }
}
