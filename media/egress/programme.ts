import type { ProgrammeSummary } from '../types.js';
import { VIDEO_TIMESCALE } from './fmp4.js';
import { Packager, targetDuration } from './packager.js';
import { toTicks, type Picture } from './picture.js';
import { News, lengthMs, type ProgrammeFact } from './news.js';
import { prepareOpus } from './opus-source.js';
import { parsePlaylist, type ListedSegment } from './playlist.js';
import { Publisher } from './publisher.js';
import type { FinishedSegment } from './segment.js';
import type { SegmentSink } from './sink.js';
import { Sound } from './sound.js';
import { Stills } from './still.js';
import type { MediaTap } from './tap.js';
import { Vision } from './vision.js';

export type { ProgrammeFact };

export interface ProgrammeOptions {
  /** Folder of the sink that holds all files of the programme. */
  prefix: string;
  sink: SegmentSink;
  ffmpegPath: string;
  segmentSeconds: number;
  onFact(fact: ProgrammeFact): void;
}

const TICK_MS = 20;
/** After the process was blocked, packets that are waiting are taken first: their lateness is not the sender's. */
const BLOCKED_MS = 200;
const CATCH_UP_MS = 100;
/** A process that is blocked again and again has to go on nevertheless. */
const MAX_LATE_MS = 500;
/** Without any packet for this long the take ends. */
const SILENT_MS = 2500;
/** Microphones that speak send every 20 ms, silent ones (DTX) every 400 ms, muted ones nothing. */
const SOUND_FLOWS_MS = 1000;
/** After a pause of this length without a tick the whole process was asleep: there is nothing to catch up with. */
const ASLEEP_MS = 10_000;
/** A source that gives no key frame in this time is not waited for: the one before it must not stay on air. */
const PATIENCE_MS = 2000;

/** The broadcast of one room: what is on air, cut into segments and takes, in the files of `prefix`. */
export class Programme {
  private readonly news: News;
  private readonly publisher: Publisher;
  private readonly packager: Packager;
  private readonly sound: Sound;
  private readonly vision: Vision;
  private readonly stills: Stills;
  private readonly timer: NodeJS.Timeout;
  private lastTick = performance.now();
  private lateUntil = -Infinity;
  private lastPacket = -Infinity;
  private lastSound = -Infinity;
  /** Packets arrive, the mix runs; since when. */
  private awake: number | null = null;
  /** A segment found no room in the queue; its take cannot go on after the hole. */
  private overflown = false;
  private resting: Promise<void> = Promise.resolve();
  private state: 'open' | 'ended' | 'closed' = 'open';
  private ending: Promise<ProgrammeSummary> | null = null;

  /** Goes on where an earlier run of the same prefix stopped. */
  static async open(options: ProgrammeOptions): Promise<Programme> {
    const [earlier] = await Promise.all([options.sink.get(`${options.prefix}/dvr.m3u8`), prepareOpus()]);
    const past = earlier ? parsePlaylist(earlier.toString('utf8')) : { segments: [], target: 0, ended: false };
    const programme = new Programme(options, past.segments, past.target);
    if (past.ended) await programme.publisher.writePlaylists(false);
    programme.news.resumed(past.segments);
    return programme;
  }

  private constructor(
    private readonly options: ProgrammeOptions,
    past: ListedSegment[],
    target: number,
  ) {
    this.news = new News(options.onFact);
    this.publisher = this.makePublisher(past, target);
    this.packager = this.makePackager(past);
    this.sound = this.makeSound();
    this.vision = this.makeVision();
    this.stills = new Stills(options.ffmpegPath, (jpeg) => this.publisher.offer('still.jpg', jpeg, 'image/jpeg'));
    // Packets that arrived already come first, also after the process was busy with something else.
    this.timer = setInterval(() => setImmediate(() => this.tick()), TICK_MS);
  }

  /** The taps belong to the caller, who also closes them. */
  setSources({ video, audio }: { video: MediaTap | null; audio: MediaTap[] }): void {
    if (this.state !== 'open') return;
    const now = performance.now();
    const showed = this.vision.showing;
    this.sound.setTaps(audio);
    this.vision.choose(video, now);
    if (!video && audio.length === 0) this.rest(Math.min(now, this.lastPacket));
    else if (!video && showed && this.packager.onAir) this.packager.startBlack(toTicks(now));
  }

  /** Writes what is there and the end tags. If that fails it may be tried again. */
  end(): Promise<ProgrammeSummary> {
    this.ending ??= this.finish().catch((error: unknown) => {
      this.ending = null;
      throw error;
    });
    return this.ending;
  }

  /** Abandons it as it is: no end tags. Resolves when no process is left. */
  async close(): Promise<void> {
    if (this.state === 'open') this.state = 'closed';
    this.publisher.stop();
    await this.shut();
    await this.publisher.drained();
  }

  private async finish(): Promise<ProgrammeSummary> {
    if (this.state === 'open') {
      this.state = 'ended';
      this.rest(Math.min(performance.now(), this.lastPacket));
      await this.resting;
      await this.shut();
      await this.publisher.drained();
    }
    if (this.state === 'ended' && this.publisher.segments.length > 0) await this.publisher.writePlaylists(true);
    return this.summary();
  }

  /** Something arrives: the mix runs from now on. */
  private wake(now: number): void {
    if (now - this.lastPacket > ASLEEP_MS) this.rest(this.lastPacket);
    this.lastPacket = now;
    if (this.awake !== null || this.state !== 'open') return;
    this.awake = now;
    this.sound.start(now);
  }

  /** Nothing arrives any more: the take ends with what came until then. */
  private rest(at: number): void {
    if (this.awake === null) return;
    this.awake = null;
    const ticks = toTicks(at);
    this.packager.endTake(ticks);
    const drained = this.sound.stop(at).then(() => this.packager.soundComplete(ticks));
    this.resting = Promise.all([this.resting, drained]).then(() => undefined);
  }

  private tick(): void {
    if (this.state !== 'open') return;
    const now = performance.now();
    const late = now - this.lastTick > BLOCKED_MS;
    this.lastTick = now;
    if (late && now > this.lateUntil + MAX_LATE_MS) this.lateUntil = now + CATCH_UP_MS;
    if (now < this.lateUntil) return;
    if (this.overflown) this.loseTake('the sink is too slow');
    const soundFlows = now - this.lastSound < SOUND_FLOWS_MS;
    this.vision.tick(now);
    this.sound.tick(now);
    if (this.awake !== null && now - this.lastPacket > SILENT_MS) this.rest(this.lastPacket);
    if (this.awake !== null) this.replacePicture(now, this.awake, soundFlows);
    this.packager.tick(toTicks(now), soundFlows);
  }

  /** Black where there is sound without a picture, or where the chosen picture does not come. */
  private replacePicture(now: number, awake: number, soundFlows: boolean): void {
    if (this.publisher.congested) return;
    const waited = this.vision.waitedFor(now);
    const late = waited !== null && Math.min(waited, now - awake) > PATIENCE_MS;
    if (this.packager.onAir) {
      if (!late || !this.vision.showing) return;
      this.vision.drop();
      this.packager.startBlack(toTicks(now));
      return;
    }
    this.vision.requestKeyFrame(now);
    const expected = waited !== null || this.vision.showing;
    if (soundFlows && (!expected || now - awake > PATIENCE_MS)) this.packager.startBlack(toTicks(now));
  }

  private takePicture(picture: Picture, cut: boolean): void {
    if (this.publisher.congested || this.awake === null) return;
    if (cut) this.packager.startTake(picture);
    else this.packager.picture(picture);
    this.stills.offer(picture, performance.now());
  }

  /** A sink that does not keep up costs a hole in the programme, not the server's memory. */
  private publish(segment: FinishedSegment): void {
    this.overflown ||= this.publisher.congested;
    if (!this.overflown) this.publisher.publish(segment);
  }

  private loseTake(detail: string): void {
    this.overflown = false;
    this.packager.abandonTake();
    if (this.awake !== null) this.awake = performance.now();
    this.news.warning('sink_failed', detail);
  }

  private async shut(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all([this.vision.close(), this.sound.close(), this.stills.close()]);
  }

  private makePublisher(segments: ListedSegment[], target: number): Publisher {
    const { sink, prefix, segmentSeconds } = this.options;
    return new Publisher({
      sink,
      prefix,
      target: Math.max(target, targetDuration(segmentSeconds)),
      segments,
      onPublished: (segment) => this.news.segment(segment),
      onLost: (reason) => this.loseTake(reason),
    });
  }

  private makePackager(past: ListedSegment[]): Packager {
    return new Packager({
      segmentSeconds: this.options.segmentSeconds,
      firstTake: Math.max(-1, ...past.map((segment) => segment.take)) + 1,
      mediaAt: Math.round(past.reduce((sum, segment) => sum + segment.duration, 0) * VIDEO_TIMESCALE),
      wallClock: (at) => Date.now() - performance.now() + at / (VIDEO_TIMESCALE / 1000),
      ladder: () => this.vision.forTake(),
      onTakeStarted: (take) => this.news.takeStarted(take, this.vision.transcoded, this.sound.microphones > 0),
      onSegment: (segment) => this.publish(segment),
      onTakeEnded: ({ number }) => this.publisher.enqueue(() => this.news.takeEnded(number, this.publisher.segments)),
      onKeyFrameWanted: () => this.vision.requestKeyFrame(performance.now()),
    });
  }

  private makeSound(): Sound {
    return new Sound({
      ffmpegPath: this.options.ffmpegPath,
      onFrame: (frame) => this.packager.sound(frame),
      onPacket: (now) => {
        this.lastSound = now;
        this.wake(now);
      },
      onRestarted: (detail) => this.news.warning('encoder_restarted', detail),
    });
  }

  private makeVision(): Vision {
    const { ffmpegPath, segmentSeconds } = this.options;
    return new Vision({
      ffmpegPath,
      segmentSeconds,
      onPacket: (now) => this.wake(now),
      onPicture: (picture, cut) => this.takePicture(picture, cut),
      onWarning: (code, detail) => this.news.warning(code, detail),
    });
  }

  private summary(): ProgrammeSummary {
    const { segments } = this.publisher;
    const takes = new Set(segments.map((segment) => segment.take)).size;
    return { takes, segments: segments.length, durationMs: lengthMs(segments) };
  }
}
