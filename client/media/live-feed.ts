import type { Device } from 'mediasoup-client';
import type { PlaybackPath } from '../../src/contracts/index.js';
import { asFailure } from '../connection/failure.js';
import { between, fullJitter, pause } from '../connection/retry.js';
import type { SendCommand } from '../connection/socket.js';
import { HlsWatcher } from './hls-watcher.js';
import { choosePath, startOn } from './path-chooser.js';
import type { PathState } from './path-chooser.js';
import { progressOf } from './receive-stats.js';
import type { ReceiveStats } from './receive-stats.js';
import { seesProgramme } from './webrtc-device.js';
import { WebRtcWatcher } from './webrtc-watcher.js';

export interface LiveSource {
  playback: PlaybackPath;
  /** Loading, or loaded already; null where the room or the browser has no WebRTC. */
  device: Promise<Device> | null;
  liveUrl: string;
  send: SendCommand;
}

export interface LiveFeedHooks {
  /** The picture element is about to be given another source: the moment to freeze what it shows. */
  switching: (to: PlaybackPath) => void;
  /** About once a second: how the picture arrives. */
  flow: (flow: { path: PlaybackPath; transport: ReceiveStats['transport']; advancing: boolean }) => void;
  levels: (count: number) => void;
  failed: () => void;
  /** What is played was withdrawn. */
  withdrawn: () => void;
}

const CALM_MS = 1000;
/** While a replacement is being built its first frame should be noticed quickly. */
const EAGER_MS = 200;
const CHANGE_JITTER_MS = 300;
const RETURN_MS = [1000, 5000] as const;
const REBUILD = { base: 400, cap: 4000 };

/** The live picture by whichever path works: opens it, watches it, mends it, changes paths; the viewer presses nothing. */
export class LiveFeed {
  private readonly stream = new MediaStream();
  private readonly closing = new AbortController();
  private state: PathState;
  /** The watcher in the picture, and one being built to replace it (or HLS). */
  private shown: WebRtcWatcher | null = null;
  private next: WebRtcWatcher | null = null;
  private hls: HlsWatcher | null = null;
  private dead = false;
  private expecting = false;
  private broadcastReady = false;
  private counted = new WeakMap<WebRtcWatcher, number>();

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly source: LiveSource,
    private readonly hooks: LiveFeedHooks,
  ) {
    const possible = source.device !== null;
    this.state = startOn(possible ? source.playback : 'hls', possible, performance.now());
  }

  get path(): PlaybackPath {
    return this.state.path;
  }

  get edge(): number | null {
    return this.hls?.edge ?? null;
  }

  get broadcast(): HlsWatcher | null {
    return this.hls;
  }

  open(): void {
    if (this.path === 'webrtc') {
      this.video.srcObject = this.stream;
      void this.build();
    } else {
      this.startHls();
    }
    void this.observe();
  }

  /** What the board says: whether a picture or sound should be arriving, and whether the broadcast can be played. */
  expect(expecting: boolean, broadcastReady: boolean): void {
    this.expecting = expecting;
    this.broadcastReady = broadcastReady;
    if (this.path === 'hls' && !this.hls) this.startHls();
  }

  /** The programme's sources changed. A crowd asks within 300 ms, not in the same instant. */
  async programmeChanged(): Promise<void> {
    const { signal } = this.closing;
    await pause(between(0, CHANGE_JITTER_MS), { signal });
    if (signal.aborted) return;
    await Promise.all([this.shown?.sync(), this.next?.sync()].map((sync) => sync?.catch(() => undefined)));
  }

  /** Every transport is gone. The last frame stays until the new one brings its own. */
  mediaReset(): void {
    if (this.path === 'webrtc') void this.build();
    else this.dropNext();
  }

  /** The socket is back: keep the transport if the server still knows it, else build anew. */
  async lineBack(): Promise<void> {
    const { shown } = this;
    if (this.path === 'hls') {
      // Everything was away, not WebRTC alone: no reason to stay on the slower path for long.
      const { retryAt, tryingSince } = this.state;
      const soon = performance.now() + between(...RETURN_MS);
      if (retryAt !== null && tryingSince === null) this.state = { ...this.state, retryAt: Math.min(retryAt, soon) };
      return;
    }
    if (!shown) return void (await this.build());
    await shown
      .restartIce()
      .then(() => shown.sync())
      .catch(() => this.build());
  }

  /** There is no socket: WebRTC cannot be opened. What is already flowing is left alone. */
  lineDown(): void {
    if (this.path === 'webrtc' && !this.hasDelivered) this.dead = true;
  }

  setLevel(index: number): void {
    this.hls?.setLevel(index);
  }

  close(): void {
    this.closing.abort();
    this.dropNext();
    this.stopRtc();
    this.hls?.close();
    this.video.srcObject = null;
  }

  /** Opens a new watcher beside the one shown; tries again with growing waits while the server says "not ready". */
  private async build(): Promise<void> {
    const { signal } = this.closing;
    this.dropNext();
    this.dead = false;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const watcher = await this.openWatcher().catch((error: unknown) => asFailure(error));
      if (watcher === null) return;
      if (watcher instanceof WebRtcWatcher) return;
      const worthIt = watcher.problem?.code === 'media.not_ready' || watcher.problem?.code === 'media.deadline';
      if (!worthIt || this.path !== 'webrtc') {
        this.dead = true;
        return;
      }
      await pause(fullJitter(attempt, REBUILD), { signal });
    }
  }

  private async openWatcher(): Promise<WebRtcWatcher | null> {
    const device = await this.source.device;
    if (this.closing.signal.aborted || !device) return null;
    if (!seesProgramme(device)) return this.stayWithBroadcast();
    this.dropNext();
    const watcher = new WebRtcWatcher(this.source.send, device);
    watcher.onDead = () => this.lose(watcher);
    if (this.path === 'webrtc' && !this.shown) {
      this.shown = watcher;
      watcher.showIn(this.stream);
    } else {
      this.next = watcher;
    }
    try {
      await watcher.open();
    } catch (error) {
      this.lose(watcher, false);
      throw error;
    }
    return watcher;
  }

  /** WebRTC would bring no picture: not now, and not when it is tried again. */
  private stayWithBroadcast(): null {
    this.state = startOn('hls', false, performance.now());
    this.startHls();
    return null;
  }

  private lose(watcher: WebRtcWatcher, dead = true): void {
    watcher.close();
    if (watcher === this.next) this.next = null;
    if (watcher === this.shown) this.shown = null;
    this.dead ||= dead;
  }

  private async observe(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const next = await this.measure(this.next);
      const shown = await this.measure(this.shown);
      if (signal.aborted) return;
      if (this.path === 'webrtc' && next.advancing) this.promote();
      const advancing = shown.advancing || next.advancing;
      const step = choosePath(this.state, {
        now: performance.now(),
        expecting: this.expecting,
        dead: this.dead,
        advancing,
      });
      this.state = step.state;
      if (step.action === 'fall_back') this.fallBack();
      if (step.action === 'try_webrtc') void this.build();
      if (step.action === 'give_up_try') this.giveUp();
      if (step.action === 'switch_back') this.switchBack();
      this.hooks.flow({ path: this.path, transport: this.path === 'webrtc' ? shown.transport : '', advancing });
      await pause(this.next || !this.hasDelivered ? EAGER_MS : CALM_MS, { signal });
    }
  }

  private get hasDelivered(): boolean {
    return this.shown !== null && this.counted.has(this.shown);
  }

  private async measure(watcher: WebRtcWatcher | null) {
    const stats = watcher ? await watcher.stats().catch(() => null) : null;
    if (!watcher || !stats) return { advancing: false, transport: '' as const };
    const value = progressOf(stats, document.visibilityState === 'hidden');
    const before = this.counted.get(watcher) ?? 0;
    if (value > 0) this.counted.set(watcher, value);
    return { advancing: value !== before && value > 0, transport: stats.transport };
  }

  private promote(): void {
    const { next } = this;
    if (!next) return;
    this.next = null;
    this.shown?.close();
    this.shown = next;
    next.showIn(this.stream);
  }

  private fallBack(): void {
    this.dropNext();
    this.stopRtc();
    this.source.send('media.leave', {}).catch(() => undefined);
    this.startHls();
  }

  private giveUp(): void {
    this.dropNext();
    this.dead = false;
    this.source.send('media.leave', {}).catch(() => undefined);
  }

  private switchBack(): void {
    this.hooks.switching('webrtc');
    this.hls?.close();
    this.hls = null;
    this.promote();
    this.video.srcObject = this.stream;
    this.hooks.levels(0);
  }

  private startHls(): void {
    if (this.hls || !(this.broadcastReady || this.expecting)) return;
    this.hooks.switching('hls');
    this.video.srcObject = null;
    const { levels, failed, withdrawn } = this.hooks;
    this.hls = new HlsWatcher(this.video, { url: this.source.liveUrl, from: 'edge' }, { levels, failed, withdrawn });
    void this.hls.open().catch(() => failed());
  }

  private dropNext(): void {
    this.next?.close();
    this.next = null;
  }

  private stopRtc(): void {
    this.shown?.close();
    this.shown = null;
    for (const track of this.stream.getTracks()) this.stream.removeTrack(track);
  }
}
