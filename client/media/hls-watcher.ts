import type Hls from 'hls.js';
import type { HlsConfig } from 'hls.js';
import type { RecordingGap } from '../../src/contracts/index.js';
import { fullJitter } from '../connection/retry.js';

export interface HlsHooks {
  /** How many qualities there are to choose from; numbered from 0, the lowest. 0: the browser chooses by itself. */
  levels: (count: number) => void;
  /** Playing went wrong for good under this instance; the caller decides about another try. */
  failed: () => void;
  /** The origin gives it out no longer (451): nothing of it may stay on the screen. */
  withdrawn: () => void;
}

export interface HlsSource {
  url: string;
  /** `edge`: stay about three segments behind live. A number: begin there (recording, or live from the start). */
  from: 'edge' | number;
}

/** As Safari has it. */
interface DatedVideo extends HTMLVideoElement {
  getStartDate?: () => Date;
}

/**
 * hls.js takes a missing segment for a hole and asks for the next one at once; a crowd that does so after an accident
 * at the origin would be a flood. So every failure, a 404 too, waits before the next request.
 */
const FRAGMENTS: HlsConfig['fragLoadPolicy'] = {
  default: {
    maxTimeToFirstByteMs: 8000,
    maxLoadTimeMs: 20_000,
    timeoutRetry: { maxNumRetry: 3, retryDelayMs: 0, maxRetryDelayMs: 0 },
    errorRetry: {
      maxNumRetry: 3,
      retryDelayMs: 700,
      maxRetryDelayMs: 5000,
      backoff: 'exponential',
      shouldRetry: (config, count, _isTimeout, response) =>
        config !== null && config !== undefined && count < config.maxNumRetry && response?.code !== WITHDRAWN,
    },
  },
};
const WITHDRAWN = 451;
const RELOAD = { base: 1000, cap: 10_000 };
/** Loading errors in a row after which the address is taken for unreachable. */
const MAX_RELOADS = 12;

/** Bit/s: what the browser has measured of late (Chromium tells it, WeChat's too), else what carries the best quality. */
function expectedBandwidth(): number {
  const { connection } = navigator as Navigator & { connection?: { downlink?: number } };
  return (connection?.downlink ?? 3) * 1_000_000;
}

/** Plays a playlist: hls.js where the browser has Media Source Extensions, else the browser's own HLS (iPhone). */
export class HlsWatcher {
  private hls: Hls | null = null;
  private reloads = 0;
  private mended = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly source: HlsSource,
    private readonly hooks: HlsHooks,
  ) {}

  async open(): Promise<void> {
    const { default: HlsPlayer } = await import('hls.js/light');
    if (this.closed) return;
    if (!HlsPlayer.isSupported()) return this.openNative();
    const { url, from } = this.source;
    const hls = new HlsPlayer({
      lowLatencyMode: false,
      // Three segments of 2 s; counted in target durations (3 s) it would be half as far behind again.
      liveSyncDuration: 6,
      // Live stays near the edge; who watches from the start may be hours behind.
      liveMaxLatencyDuration: from === 'edge' ? 30 : Infinity,
      startPosition: from === 'edge' ? -1 : from,
      fragLoadPolicy: FRAGMENTS,
      // Begins with what the line presumably carries; a segment loaded only to measure it would delay the first picture.
      testBandwidth: false,
      abrEwmaDefaultEstimate: expectedBandwidth(),
      backBufferLength: 60,
      maxBufferLength: 30,
      // Its worker would be started from a blob: address, which the page's policy does not allow; fMP4 needs none.
      enableWorker: false,
    });
    this.hls = hls;
    hls.on(HlsPlayer.Events.MANIFEST_PARSED, (_event, { levels }) => {
      this.reloads = 0;
      this.hooks.levels(levels.length);
    });
    hls.on(HlsPlayer.Events.FRAG_BUFFERED, () => {
      this.reloads = 0;
    });
    hls.on(HlsPlayer.Events.ERROR, (_event, { fatal, type, response }) => {
      if (response?.code === WITHDRAWN) return this.hooks.withdrawn();
      if (fatal) this.mend(type === HlsPlayer.ErrorTypes.MEDIA_ERROR);
    });
    hls.loadSource(url);
    hls.attachMedia(this.video);
  }

  /** -1 = automatic. */
  setLevel(index: number): void {
    if (this.hls) this.hls.nextLevel = index;
  }

  /** Where live playing should be, seconds on the element's clock. */
  get edge(): number | null {
    if (this.hls) return this.hls.liveSyncPosition;
    const { seekable } = this.video;
    return seekable.length > 0 ? seekable.end(seekable.length - 1) - 6 : null;
  }

  /**
   * Wall clock of the picture that is shown, ms; null where the playlist does not tell. A browser's own HLS knows the
   * beginning only and leaves out what nothing was on air.
   */
  playedAt(gaps: readonly RecordingGap[]): number | null {
    if (this.hls) return this.hls.playingDate?.getTime() ?? null;
    const { currentTime, getStartDate } = this.video as DatedVideo;
    const start = getStartDate?.call(this.video).getTime() ?? NaN;
    const left = gaps
      .filter(({ atSeconds }) => atSeconds <= currentTime)
      .reduce((sum, { seconds }) => sum + seconds, 0);
    return Number.isFinite(start) ? start + (currentTime + left) * 1000 : null;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    if (this.hls) return this.hls.destroy();
    this.video.removeEventListener('error', this.onNativeError);
    this.video.removeAttribute('src');
    this.video.load();
  }

  private openNative(): void {
    this.video.addEventListener('error', this.onNativeError);
    this.hooks.levels(0);
    this.loadNative();
  }

  private loadNative(): void {
    this.video.src = this.source.url;
    const { from } = this.source;
    if (typeof from === 'number' && from > 0) {
      this.video.addEventListener('loadedmetadata', () => (this.video.currentTime = from), { once: true });
    }
  }

  private readonly onNativeError = () => this.later(() => this.loadNative());

  private mend(isMediaError: boolean): void {
    if (isMediaError && this.mended < 3) {
      this.mended += 1;
      this.hls?.recoverMediaError();
      return;
    }
    this.later(() => {
      this.hls?.loadSource(this.source.url);
      this.hls?.startLoad();
    });
  }

  /** A playlist that does not answer yet (first segment still in the making, server restarting) is asked for again. */
  private later(step: () => void): void {
    if (this.closed) return;
    if (this.reloads >= MAX_RELOADS) return this.hooks.failed();
    this.reloads += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(step, 500 + fullJitter(this.reloads, RELOAD));
  }
}
