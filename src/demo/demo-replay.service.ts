import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { SYSTEM_ACTOR } from '../infra/actor.js';
import { Clock } from '../infra/clock.js';
import { Transactions } from '../infra/database/transactions.js';
import { Storage } from '../infra/storage/storage.js';
import { streamPrefix } from '../rooms/live-rooms.service.js';
import { Recording } from '../rooms/recording.entity.js';
import { DEMO_REPLAY } from './demo-data.js';
import { demoPicture } from './demo-picture.js';
import { FfmpegProcess } from './ffmpeg-process.js';

const SECONDS = 90;
const SEGMENT_SECONDS = 2;

/** The demo's ended session: its recording is made once, faster than real time, under the addresses of any replay. */
@Injectable()
export class DemoReplay implements OnApplicationShutdown {
  private readonly logger = new Logger(DemoReplay.name);
  private process: FfmpegProcess | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly storage: Storage,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  onApplicationShutdown(): void {
    this.process?.stop();
  }

  async ensure(): Promise<void> {
    const prefix = streamPrefix(DEMO_REPLAY.id);
    if (await this.storage.stat(`${prefix}/dvr.m3u8`)) return;
    const folder = join(this.storage.root, prefix);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const made = await this.encode(folder);
    const { code, errors } = made.code === 0 ? await this.still(folder) : made;
    if (code !== 0) {
      await rm(folder, { recursive: true, force: true });
      this.logger.warn(`Demo replay was not made (${code}): ${errors.slice(0, 500)}`);
      return;
    }
    await this.publish(prefix);
  }

  private async encode(folder: string): Promise<{ code: number | null; errors: string }> {
    const texts = join(this.config.dataDir, 'demo-replay');
    await mkdir(texts, { recursive: true });
    const size = { width: 640, height: 360, fps: 20, seconds: SECONDS };
    const picture = await demoPicture(
      texts,
      { title: DEMO_REPLAY.title, subtitle: `${DEMO_REPLAY.host.name} · 回放` },
      size,
    );
    const gop = String(SEGMENT_SECONDS * size.fps);
    this.process = new FfmpegProcess(this.config.ffmpegPath, [
      ...picture.inputs,
      ...['-map', '0:v', '-map', '1:a', '-vf', picture.filter],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p', '-b:v', '400k'],
      ...['-g', gop, '-keyint_min', gop, '-sc_threshold', '0', '-c:a', 'aac', '-b:a', '64k'],
      ...[
        '-f',
        'hls',
        '-hls_time',
        String(SEGMENT_SECONDS),
        '-hls_playlist_type',
        'vod',
        '-hls_flags',
        'program_date_time',
        '-hls_segment_type',
        'fmp4',
      ],
      ...['-hls_fmp4_init_filename', 'init-1.mp4', '-hls_segment_filename', join(folder, 'seg-%06d.m4s')],
      join(folder, 'dvr.m3u8'),
    ]);
    return this.process.finished;
  }

  private still(folder: string): Promise<{ code: number | null; errors: string }> {
    // Seeking behind the input decodes up to that moment; seeking in a playlist of fragments may find nothing.
    this.process = new FfmpegProcess(this.config.ffmpegPath, [
      ...['-i', join(folder, 'dvr.m3u8'), '-ss', '4', '-frames:v', '1', '-q:v', '4', join(folder, 'still.jpg')],
    ]);
    return this.process.finished;
  }

  private async publish(prefix: string): Promise<void> {
    await this.transactions.run(SYSTEM_ACTOR, async (tx) => {
      await tx.manager.upsert(
        Recording,
        {
          sessionId: DEMO_REPLAY.id,
          prefix,
          durationMs: SECONDS * 1000,
          segments: SECONDS / SEGMENT_SECONDS,
          finishedAt: this.clock.now(),
        },
        ['sessionId'],
      );
      await tx.query(
        `UPDATE session SET state = 'replay', live_since = starts_at, ended_at = ends_at WHERE id = $1 AND state = 'scheduled'`,
        [DEMO_REPLAY.id],
      );
    });
  }
}
