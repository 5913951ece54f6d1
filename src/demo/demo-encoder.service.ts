import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { SYSTEM_ACTOR } from '../infra/actor.js';
import { Transactions } from '../infra/database/transactions.js';
import { Storage } from '../infra/storage/storage.js';
import { LiveRooms, streamPrefix } from '../rooms/live-rooms.service.js';
import { MediaProvider } from '../rooms/media.provider.js';
import { Publishing } from '../rooms/publishing.service.js';
import { DEMO_LIVE } from './demo-data.js';
import { demoPicture } from './demo-picture.js';
import { FfmpegProcess } from './ffmpeg-process.js';

const PEER = 'demo-encoder';
const FPS = 25;
const SIZE = { width: 854, height: 480 };
/** A plain RTP sender cannot be asked for key frames, so it sends one often: a visitor waits 0.2 s on average. */
const KEY_FRAME_EVERY = 10;
const RESTART_MS = 1_000;
/** The demo is always live; without starting its recording afresh it would fill the disk (about 350 MB an hour). */
const RECYCLE_MS = 60 * 60_000;

/** The demo's encoder: moving picture and sound made by ffmpeg and sent as RTP into the SFU, as a venue's would. */
@Injectable()
export class DemoEncoder implements OnApplicationShutdown {
  private readonly logger = new Logger(DemoEncoder.name);
  private process: FfmpegProcess | null = null;
  private recycling: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly rooms: LiveRooms,
    private readonly provider: MediaProvider,
    private readonly publishing: Publishing,
    private readonly storage: Storage,
    private readonly transactions: Transactions,
  ) {}

  /** Runs until the server stops; whatever ends the encoder or its room, it begins again. */
  start(): void {
    this.provider.onFact((fact) => {
      if (fact.fact === 'room.rebuilt' && fact.roomId === DEMO_LIVE.id) this.process?.stop();
    });
    this.recycling = setInterval(() => {
      this.recycle().catch((error: unknown) => this.logger.warn(`Demo recording not started afresh: ${String(error)}`));
    }, RECYCLE_MS).unref();
    void this.keepRunning();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    if (this.recycling) clearInterval(this.recycling);
    this.process?.stop();
  }

  private async keepRunning(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.runOnce();
      } catch (error) {
        this.logger.warn(`Demo encoder: ${String(error)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, RESTART_MS).unref());
    }
  }

  private async runOnce(): Promise<void> {
    const offer = await this.publishing.plugIn(DEMO_LIVE.id, PEER);
    const folder = join(this.config.dataDir, 'demo');
    await mkdir(folder, { recursive: true });
    const picture = await demoPicture(
      folder,
      { title: DEMO_LIVE.title, subtitle: DEMO_LIVE.host.name },
      { ...SIZE, fps: FPS },
    );
    if (!picture.hasText) this.logger.warn('No font with Chinese letters found: the demo picture has no title');
    if (this.stopped) return;
    const target = (port: number) => `rtp://${offer.ip}:${port}?pkt_size=1200`;
    this.process = new FfmpegProcess(this.config.ffmpegPath, [
      ...picture.inputs,
      ...['-map', '0:v', '-vf', picture.filter, ...h264(700)],
      ...[
        '-payload_type',
        String(offer.videoPayloadType),
        '-ssrc',
        String(offer.videoSsrc),
        '-rtpflags',
        'skip_rtcp',
        '-f',
        'rtp',
      ],
      target(offer.videoPort),
      ...['-map', '1:a', '-c:a', 'libopus', '-b:a', '64k', '-application', 'audio'],
      ...[
        '-payload_type',
        String(offer.audioPayloadType),
        '-ssrc',
        String(offer.audioSsrc),
        '-rtpflags',
        'skip_rtcp',
        '-f',
        'rtp',
      ],
      target(offer.audioPort),
    ]);
    const { code, errors } = await this.process.finished;
    if (!this.stopped) this.logger.warn(`Demo encoder ended (${code}): ${errors.slice(0, 500)}`);
  }

  private async recycle(): Promise<void> {
    await this.rooms.endProgramme(DEMO_LIVE.id);
    await this.storage.delete(streamPrefix(DEMO_LIVE.id));
    this.rooms.forgetBroadcast(DEMO_LIVE.id);
    await this.transactions.run(SYSTEM_ACTOR, async (tx) => {
      await tx.query(`UPDATE programme_take SET duration_ms = 0 WHERE session_id = $1`, [DEMO_LIVE.id]);
    });
    // The director finds a live session without a programme and opens it again.
  }
}

/** H.264 as WebRTC wants it: constrained baseline, no B-frames, parameter sets before every key frame. */
function h264(kbps: number): string[] {
  return [
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'superfast',
      '-tune',
      'zerolatency',
      '-profile:v',
      'baseline',
      '-pix_fmt',
      'yuv420p',
    ],
    ...['-g', String(KEY_FRAME_EVERY), '-keyint_min', String(KEY_FRAME_EVERY), '-sc_threshold', '0'],
    ...['-b:v', `${kbps}k`, '-maxrate', `${kbps}k`, '-bufsize', `${kbps}k`, '-bsf:v', 'dump_extra=freq=keyframe'],
  ];
}
