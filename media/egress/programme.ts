import type { MediaFactBody, ProgrammeSummary } from '../types.js';
import { H264Source } from './h264-source.js';
import { VIDEO_TIMESCALE } from './fmp4.js';
import { Packager, targetDuration } from './packager.js';
import { toTicks, type Picture, type PictureSource } from './picture.js';
import { parsePlaylist, type ListedSegment } from './playlist.js';
import { Publisher } from './publisher.js';
import type { FinishedSegment, TakeInfo } from './segment.js';
import type { SegmentSink } from './sink.js';
import { Sound } from './sound.js';
import type { MediaTap } from './tap.js';

type WithoutRoom<T> = T extends { fact: `programme.${string}` } ? Omit<T, 'roomId'> : never;
/** The programme's own facts; the room adds its id. */
export type ProgrammeFact = WithoutRoom<MediaFactBody>;

export interface ProgrammeOptions {
  /** Folder of the sink that holds all files of the programme. */
  prefix: string;
  sink: SegmentSink;
  ffmpegPath: string;
  segmentSeconds: number;
  onFact(fact: ProgrammeFact): void;
}

const TICK_MS = 20;
/** Without any packet for this long the take ends. */
const SILENT_MS = 2500;
/** A new source that gives no key frame in this time is not waited for: the old picture must not stay on air. */
const PATIENCE_MS = 2000;

interface Camera {
  tap: MediaTap;
  source: PictureSource;
  since: number;
}

/** The broadcast of one room: what is on air, cut into segments and takes, in the files of `prefix`. */
export class Programme {
  private readonly packager: Packager;
  private readonly sound: Sound;
  private onAir: Camera | null = null;
  private next: Camera | null = null;
  private lastPacket = -Infinity;
  private lastSound = -Infinity;
  private running = false;
  private state: 'open' | 'ended' | 'closed' = 'open';
  private readonly timer: NodeJS.Timeout;

  /** Goes on where an earlier run of the same prefix stopped. */
  static async open(options: ProgrammeOptions): Promise<Programme> {
    const earlier = await options.sink.get(`${options.prefix}/dvr.m3u8`);
    const past = earlier ? parsePlaylist(earlier.toString('utf8')) : null;
    const programme = new Programme(options, past?.segments ?? [], past?.target ?? 0);
    if (past?.ended) await programme.publisher.writePlaylists(false);
    return programme;
  }

  private readonly publisher: Publisher;

  private constructor(
    private readonly options: ProgrammeOptions,
    segments: ListedSegment[],
    target: number,
  ) {
    const { ffmpegPath, segmentSeconds, onFact } = options;
    this.publisher = new Publisher({
      sink: options.sink,
      prefix: options.prefix,
      target: Math.max(target, targetDuration(segmentSeconds)),
      segments,
      onPublished: (segment) => this.tellSegment(segment),
      onLost: () => this.packager.abandonTake(),
    });
    this.packager = new Packager({
      segmentSeconds,
      firstTake: Math.max(-1, ...segments.map((segment) => segment.take)) + 1,
      mediaAt: Math.round(segments.reduce((sum, segment) => sum + segment.duration, 0) * VIDEO_TIMESCALE),
      wallClock: (at) => Date.now() - performance.now() + at / (VIDEO_TIMESCALE / 1000),
      onTakeStarted: (take) => this.tellTake(take),
      onSegment: (segment) => this.publish(segment),
      onTakeEnded: (take) => this.publisher.enqueue(() => this.tellTakeEnd(take)),
      onKeyFrameWanted: () => this.onAir?.source.requestKeyFrame(performance.now()),
    });
    this.sound = new Sound({
      ffmpegPath,
      onFrame: (frame) => this.packager.sound(frame),
      onPacket: (now) => {
        this.lastSound = now;
        this.wake(now);
      },
      onRestarted: (detail) => onFact({ fact: 'programme.warning', code: 'encoder_restarted', detail }),
    });
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  /** The taps belong to the caller, who also closes them. */
  setSources({ video, audio }: { video: MediaTap | null; audio: MediaTap[] }): void {
    if (this.state !== 'open') return;
    const now = performance.now();
    this.sound.setTaps(audio);
    this.setVideo(video, now);
    if (!video && audio.length === 0) void this.rest(now);
    else if (!video && this.packager.onAir) this.packager.startBlack(toTicks(now));
  }

  /** Writes the end tags. */
  async end(): Promise<ProgrammeSummary> {
    if (this.state === 'open') {
      this.state = 'ended';
      clearInterval(this.timer);
      await this.rest(performance.now());
      this.shut();
      await this.publisher.drained();
      if (this.publisher.segments.length > 0) await this.publisher.writePlaylists(true);
      this.options.onFact({ fact: 'programme.ended', summary: this.summary() });
    }
    return this.summary();
  }

  /** Abandons it as it is: no end tags, no process left. */
  close(): void {
    if (this.state === 'open') this.state = 'closed';
    clearInterval(this.timer);
    this.publisher.stop();
    this.shut();
  }

  private setVideo(tap: MediaTap | null, now: number): void {
    if (this.next?.tap !== tap) {
      this.next?.source.stop();
      this.next = null;
      if (tap && tap !== this.onAir?.tap) this.next = this.openCamera(tap, now);
    }
    if (!tap) this.dropPicture();
  }

  private openCamera(tap: MediaTap, now: number): Camera | null {
    const camera: Partial<Camera> & { tap: MediaTap; since: number } = { tap, since: now };
    camera.source = new H264Source(tap, {
      onPacket: (at) => this.wake(at),
      onPicture: (picture) => this.takePicture(camera as Camera, picture),
      onWarning: (code, detail) => this.options.onFact({ fact: 'programme.warning', code, detail }),
    });
    return camera as Camera;
  }

  private takePicture(camera: Camera, picture: Picture): void {
    const cuts = camera === this.next && picture.key;
    if (cuts) {
      this.onAir?.source.stop();
      this.onAir = camera;
      this.next = null;
    }
    if (camera !== this.onAir || this.publisher.congested) return;
    if (cuts) this.packager.startTake(picture);
    else this.packager.picture(picture);
  }

  /** A sink that does not keep up costs a hole in the programme, not the server's memory. */
  private publish(segment: FinishedSegment): void {
    if (this.publisher.congested) this.packager.abandonTake();
    else this.publisher.publish(segment);
  }

  private dropPicture(): void {
    this.onAir?.source.stop();
    this.onAir = null;
  }

  /** Something arrives: the mix runs from now on. */
  private wake(now: number): void {
    this.lastPacket = now;
    if (this.running || this.state !== 'open') return;
    this.running = true;
    this.sound.start(now);
  }

  /** Nothing to write any more: the take ends with what was there. */
  private async rest(at: number): Promise<void> {
    if (!this.running) return;
    this.running = false;
    const ticks = toTicks(at);
    this.packager.endTake(ticks);
    await this.sound.stop(at);
    this.packager.soundComplete(ticks);
  }

  private tick(): void {
    const now = performance.now();
    this.onAir?.source.tick(now);
    this.next?.source.tick(now);
    this.sound.tick(now);
    const soundFlows = now - this.lastSound < SILENT_MS;
    if (this.running && now - this.lastPacket > SILENT_MS) void this.rest(this.lastPacket);
    else if (this.running) this.goBlack(now, soundFlows);
    if (this.running && !this.packager.onAir) this.onAir?.source.requestKeyFrame(now);
    this.packager.tick(toTicks(now), soundFlows);
  }

  /** Sound alone, or a new source that does not show anything. */
  private goBlack(now: number, soundFlows: boolean): void {
    const waited = !this.next || now - this.next.since > PATIENCE_MS;
    if (!waited || !soundFlows || this.publisher.congested) return;
    if (this.next && this.onAir) {
      this.dropPicture();
      this.packager.startBlack(toTicks(now));
    } else if (!this.packager.onAir) this.packager.startBlack(toTicks(now));
  }

  private shut(): void {
    this.onAir?.source.stop();
    this.next?.source.stop();
    this.onAir = null;
    this.next = null;
    this.sound.close();
  }

  private tellTake(take: TakeInfo): void {
    const { codec, width, height } = take.format;
    const video = this.onAir && { codec, width, height, transcoded: this.onAir.source.transcoded };
    this.options.onFact({
      fact: 'programme.take_started',
      take: take.number,
      startedAt: new Date(take.startedAt).toISOString(),
      video,
      audio: this.sound.microphones > 0,
    });
  }

  private tellSegment({ take, sequence, duration, startedAt }: ListedSegment): void {
    this.options.onFact({
      fact: 'programme.segment',
      take,
      sequence,
      durationMs: Math.round(duration * 1000),
      startedAt: new Date(startedAt).toISOString(),
    });
  }

  private tellTakeEnd({ number }: TakeInfo): void {
    const durationMs = sumMs(this.publisher.segments.filter((segment) => segment.take === number));
    this.options.onFact({ fact: 'programme.take_ended', take: number, durationMs });
  }

  private summary(): ProgrammeSummary {
    const { segments } = this.publisher;
    const takes = new Set(segments.map((segment) => segment.take)).size;
    return { takes, segments: segments.length, durationMs: sumMs(segments) };
  }
}

function sumMs(segments: readonly ListedSegment[]): number {
  return Math.round(segments.reduce((sum, segment) => sum + segment.duration, 0) * 1000);
}
