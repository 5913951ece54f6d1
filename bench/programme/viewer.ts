import type { Browser, Page } from 'playwright-core';
import { COLUMNS, CODE_HEIGHT, delayOf, ROWS } from './time-code.js';

export type Path = 'webrtc' | 'hls';

export interface Watched {
  /** From the moment that a picture was painted until it was shown, ms, each picture that could be read. */
  delays: number[];
  /** Pictures shown, readable or not. */
  pictures: number;
  /** What lay in the player and waited to be shown, ms, at each picture; 0 where the element does not tell. */
  buffered: number[];
  /** Pixels of each picture: whoever gets a smaller one than the camera's got less to decode. */
  heights: number[];
}

interface Reading {
  code: number;
  shownAt: number;
  buffered: number;
  height: number;
}

const FRAME_MS = 20_000;
/** The player is where it wants to be. */
const SETTLE_MS = 1_500;
const VIDEO = '[data-testid="programme-video"]';

/** A viewer opens the session, watches it for some seconds and leaves. @throws if the player left that path meanwhile */
export async function watch(browser: Browser, url: string, path: Path, seconds: number): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  try {
    const page = await context.newPage();
    // A browser without WebRTC is given the broadcast.
    if (path === 'hls') await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'RTCPeerConnection'));
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction(() => performance.getEntriesByName('yq:first-frame').length > 0, undefined, {
      timeout: FRAME_MS,
    });
    await page.waitForTimeout(SETTLE_MS);
    const readings = await read(page, seconds);
    const taken = await page.evaluate(
      (video) => document.querySelector(video)?.closest<HTMLElement>('[data-path]')?.dataset['path'],
      VIDEO,
    );
    if (taken !== path) throw new Error(`the player was to take ${path} and took ${taken}`);
    return summarise(readings);
  } finally {
    await context.close();
  }
}

function summarise(readings: Reading[]): Watched {
  const delays = readings.map(({ code, shownAt }) => delayOf(code, shownAt)).filter((delay) => delay !== null);
  return {
    delays,
    pictures: readings.length,
    buffered: readings.map(({ buffered }) => buffered),
    heights: readings.map(({ height }) => height),
  };
}

/** Reads the blocks of every picture in the moment in which the browser shows it. */
function read(page: Page, seconds: number): Promise<Reading[]> {
  return page.evaluate(
    async ({ selector, seconds, columns, rows, codeHeight }) => {
      const BLOCK = 8;
      const video = document.querySelector<HTMLVideoElement>(selector) as HTMLVideoElement;
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [columns * BLOCK, rows * BLOCK];
      const pen = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
      const readings: { code: number; shownAt: number; buffered: number; height: number }[] = [];

      const look = (): void => {
        const shownAt = Date.now();
        const { videoWidth, videoHeight, buffered, currentTime } = video;
        pen.drawImage(video, 0, 0, videoWidth, videoHeight * codeHeight, 0, 0, canvas.width, canvas.height);
        const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
        let code = 0;
        for (let bit = 0; bit < columns * rows; bit += 1) {
          const x = (bit % columns) * BLOCK + BLOCK / 2;
          const y = Math.floor(bit / columns) * BLOCK + BLOCK / 2;
          code = code * 2 + ((data[(y * canvas.width + x) * 4 + 1] ?? 0) > 127 ? 1 : 0);
        }
        const until = buffered.length > 0 ? buffered.end(buffered.length - 1) : currentTime;
        readings.push({ code, shownAt, buffered: Math.max(0, until - currentTime) * 1_000, height: videoHeight });
      };

      const end = performance.now() + seconds * 1_000;
      await new Promise<void>((resolve) => {
        const next = (): void => {
          look();
          video.requestVideoFrameCallback(next);
        };
        video.requestVideoFrameCallback(next);
        // Also where the picture stands still.
        setTimeout(resolve, end - performance.now());
      });
      return readings;
    },
    { selector: VIDEO, seconds, columns: COLUMNS, rows: ROWS, codeHeight: CODE_HEIGHT },
  );
}
