import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser.js';
import { childrenWith, othersBusyMs, treeCpuMs } from '../processes.js';
import type { Values } from '../rounds.js';
import { RunningServer } from '../server/running-server.js';
import { median, percentile } from '../statistics.js';
import { withTimedCamera } from './camera-page.js';
import { goLive } from './live-session.js';
import { type Path, watch } from './viewer.js';

export const CAMERA = { width: 640, height: 360, frameRate: 24 };
/** Of each visit. */
export const WATCHED_SECONDS = 10;
/** The host's page is not in front, and must not be slowed down for it. */
const IN_BACKGROUND = [
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
];

/** A host on air in a browser of their own, and viewers who come one after the other. */
export class CameraDelay {
  /** Of each visit, ms, in their order. */
  readonly delays: Record<Path, number[][]> = { webrtc: [], hls: [] };

  static async open(): Promise<CameraDelay> {
    const server = await RunningServer.start({ demo: false });
    const host = await openBrowser(IN_BACKGROUND);
    const context = await host.newContext({ locale: 'zh-CN', permissions: ['camera', 'microphone'] });
    await withTimedCamera(context, CAMERA);
    const session = await goLive(server, context);
    return new CameraDelay(server, `${server.url}/s/${session}`, await openBrowser());
  }

  private constructor(
    private readonly server: RunningServer,
    private readonly url: string,
    private readonly viewers: Browser,
  ) {}

  /** One visit. `transcoders` is 0 where the camera's pictures pass through to the broadcast. */
  async measure(path: Path): Promise<Values> {
    const busy = { server: () => treeCpuMs(this.server.pid), browsers: browsersCpuMs, others: othersBusyMs };
    const before = { server: busy.server(), browsers: busy.browsers(), others: busy.others() };
    const from = performance.now();
    const { delays, pictures, buffered, heights } = await watch(this.viewers, this.url, path, WATCHED_SECONDS);
    const elapsed = performance.now() - from;
    this.delays[path].push(delays);
    return {
      p50Ms: median(delays),
      p95Ms: percentile(delays, 0.95),
      leastMs: Math.min(...delays),
      mostMs: Math.max(...delays),
      bufferedMs: median(buffered),
      height: median(heights),
      picturesPerSecond: pictures / WATCHED_SECONDS,
      unreadable: pictures - delays.length,
      transcoders: childrenWith('ivf', this.server.pid).length,
      serverCores: (busy.server() - before.server) / elapsed,
      browsersCores: (busy.browsers() - before.browsers) / elapsed,
      othersCores: Math.max(0, busy.others() - before.others) / elapsed,
    };
  }
}

/** Host and viewer together. */
function browsersCpuMs(): number {
  return childrenWith('--headless').reduce((sum, pid) => sum + treeCpuMs(pid), 0);
}
