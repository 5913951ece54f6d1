import type { PlaybackPath, RecordingGap } from '../../src/contracts/index.js';
import { HlsWatcher } from './hls-watcher.js';
import { LiveFeed } from './live-feed.js';
import type { LiveSource } from './live-feed.js';
import type { Phase, PlayerMode } from './player-state.js';

export interface PlayerFacts {
  mode: PlayerMode;
  path: PlaybackPath | null;
  phase: Phase;
  transport: 'udp' | 'tcp' | '';
  /** Qualities to choose from, the lowest first. */
  levels: number;
  /** -1 = automatic. */
  level: number;
  muted: boolean;
  volume: number;
}

export const IDLE_FACTS: PlayerFacts = {
  mode: 'live',
  path: null,
  phase: 'idle',
  transport: '',
  levels: 0,
  level: -1,
  muted: true,
  volume: 1,
};

/** Two observations without a frame: the picture stands still. */
const STALL_COUNT = 2;

/** Drives one `<video>` element: the live feed, a live session from its start, or a replay; and says what it is doing. */
export class ProgrammePlayer {
  private facts: PlayerFacts = { ...IDLE_FACTS };
  private feed: LiveFeed | null = null;
  private recording: HlsWatcher | null = null;
  private expecting = false;
  private broadcastReady = false;
  private wantsToPlay = false;
  private still = 0;
  private marked = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly onFacts: (facts: PlayerFacts) => void,
    private readonly onSwitching: () => void,
    /** The origin withdrew what was playing; the picture is gone already. */
    private readonly onWithdrawn: () => void = () => undefined,
  ) {
    video.muted = true;
    const listen = (name: string, step: () => void) => video.addEventListener(name, step);
    listen('playing', () => this.move('playing'));
    listen('waiting', () => this.facts.phase === 'playing' && this.move('buffering'));
    // Over WebRTC only its tracks have ended: what replaces them is on its way.
    listen('ended', () => this.move(this.facts.path === 'webrtc' ? 'buffering' : 'finished'));
    listen('pause', () => !video.ended && this.facts.phase === 'playing' && this.move('stopped'));
    listen('volumechange', () => this.tell({ muted: video.muted, volume: video.volume }));
    // An element without frames never fires `playing` when only its tracks change.
    listen('loadeddata', () => this.wantsToPlay && this.start());
  }

  playLive(source: LiveSource): void {
    this.begin('live');
    this.feed = new LiveFeed(this.video, source, {
      switching: this.onSwitching,
      flow: (flow) => this.onFlow(flow),
      levels: (levels) => this.tell({ levels, level: -1 }),
      failed: () => this.move('failed'),
      withdrawn: () => this.withdraw(),
    });
    this.feed.expect(this.expecting, this.broadcastReady);
    this.tell({ path: this.feed.path });
    this.feed.open();
    this.start();
  }

  /** A playlist with everything from the start, at `from` seconds. */
  playRecording(url: string, mode: 'dvr' | 'replay', from: number): void {
    if (this.facts.path) this.onSwitching();
    this.begin(mode);
    this.tell({ path: 'hls', transport: '' });
    this.recording = new HlsWatcher(
      this.video,
      { url, from },
      {
        levels: (levels) => this.tell({ levels }),
        failed: () => this.move('failed'),
        withdrawn: () => this.withdraw(),
      },
    );
    void this.recording.open().catch(() => this.move('failed'));
    this.start();
  }

  get live(): LiveFeed | null {
    return this.feed;
  }

  /** Wall clock of the picture that is shown, ms; null for WebRTC, which shows now. */
  playedAt(gaps: readonly RecordingGap[]): number | null {
    return (this.recording ?? this.feed?.broadcast)?.playedAt(gaps) ?? null;
  }

  expect(expecting: boolean, broadcastReady: boolean): void {
    this.expecting = expecting;
    this.broadcastReady = broadcastReady;
    this.feed?.expect(expecting, broadcastReady);
  }

  /** What the person pressed. Live goes on at the edge, not where it was left. */
  play(): void {
    const edge = this.feed?.edge ?? null;
    if (edge !== null && this.video.paused) this.video.currentTime = edge;
    this.start();
  }

  pause(): void {
    this.wantsToPlay = false;
    this.video.pause();
    this.move('stopped');
  }

  /** Of a recording. */
  seek(seconds: number): void {
    this.video.currentTime = seconds;
    this.start();
  }

  setLevel(index: number): void {
    this.feed?.setLevel(index);
    this.recording?.setLevel(index);
    this.tell({ level: index });
  }

  stop(): void {
    this.wantsToPlay = false;
    this.feed?.close();
    this.recording?.close();
    this.feed = null;
    this.recording = null;
    this.tell({ phase: 'idle', path: null, transport: '', levels: 0, level: -1 });
  }

  private withdraw(): void {
    this.stop();
    this.onWithdrawn();
  }

  private begin(mode: PlayerMode): void {
    this.stop();
    this.still = 0;
    this.tell({ mode, phase: 'connecting' });
    this.video.playbackRate = 1;
    if (!this.marked) this.markFirstFrame();
  }

  private start(): void {
    this.wantsToPlay = true;
    if (this.facts.phase === 'stopped' || this.facts.phase === 'blocked') this.move('buffering');
    this.video.play().catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
      // Sound was not allowed: better a silent picture than none. Not even that (power saving): ask for a press.
      if (this.video.muted) return this.move('blocked');
      this.video.muted = true;
      this.start();
    });
  }

  private onFlow(flow: { path: PlaybackPath; transport: PlayerFacts['transport']; advancing: boolean }): void {
    if (flow.path !== this.facts.path || flow.transport !== this.facts.transport) {
      this.tell({ path: flow.path, transport: flow.transport });
    }
    if (flow.path === 'hls') {
      if (this.wantsToPlay && this.video.paused && this.facts.phase !== 'blocked') this.start();
      return;
    }
    this.still = flow.advancing ? 0 : this.still + 1;
    if (!this.wantsToPlay) return;
    const stands = this.video.paused || this.video.ended;
    if (flow.advancing && stands && this.facts.phase !== 'blocked') this.start();
    if (flow.advancing && !stands && this.facts.phase === 'buffering') this.move('playing');
    if (this.still >= STALL_COUNT && this.facts.phase === 'playing') this.move('buffering');
  }

  private markFirstFrame(): void {
    this.marked = true;
    const done = () => performance.mark('yq:first-frame');
    if ('requestVideoFrameCallback' in this.video) this.video.requestVideoFrameCallback(done);
    else (this.video as HTMLVideoElement).addEventListener('playing', done, { once: true });
  }

  private move(phase: Phase): void {
    if (phase === 'stopped' && this.facts.phase === 'blocked') return;
    if (phase !== this.facts.phase) this.tell({ phase });
  }

  private tell(change: Partial<PlayerFacts>): void {
    this.facts = { ...this.facts, ...change };
    this.onFacts(this.facts);
  }
}
