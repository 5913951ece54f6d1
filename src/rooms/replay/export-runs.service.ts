import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config.js';
import { Jobs } from '../../infra/jobs.js';
import { Files } from '../../infra/storage/files.service.js';
import { Storage } from '../../infra/storage/storage.js';
import { streamPrefix } from '../live-rooms.service.js';
import { writeMp4 } from '../media.provider.js';
import { EXPORT_JOB } from './replay-exports.service.js';
import { type ExportOrder, ExportRows, type MadeFile } from './export-rows.service.js';

const PROGRESS_MS = 1_000;

/**
 * Makes the MP4 files, one after the other: the work happens before the job's transaction, and again when a server was
 * killed in the middle of it. One that is superseded meanwhile is broken off.
 */
@Injectable()
export class ExportRuns implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(ExportRuns.name);
  private readonly folder: string;
  private readonly closing = new AbortController();

  constructor(
    private readonly jobs: Jobs,
    private readonly rows: ExportRows,
    private readonly storage: Storage,
    private readonly files: Files,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.folder = join(config.dataDir, 'exports');
  }

  async onModuleInit(): Promise<void> {
    // What a server that was killed left half done; its job is tried again.
    await rm(this.folder, { recursive: true, force: true });
    this.jobs.handle(EXPORT_JOB, {
      long: true,
      prepare: ({ exportId }) => this.make(String(exportId)),
      handler: async (tx, _data, made) => {
        if (made) await this.rows.finish(tx, made);
      },
    });
  }

  onApplicationShutdown(): void {
    this.closing.abort();
  }

  /** Null where there is nothing to do any more. */
  private async make(exportId: string): Promise<MadeFile | null> {
    const order = await this.rows.begin(exportId);
    if (!order) return null;
    if (order.parts.length === 0) {
      await this.rows.fail(exportId);
      return null;
    }
    await mkdir(this.folder, { recursive: true });
    const out = join(this.folder, `${exportId}.mp4`);
    const watch = new AbortController();
    const signal = AbortSignal.any([watch.signal, this.closing.signal]);
    const reporting = this.report(order, watch);
    try {
      const { transcoded } = await writeMp4({
        ffmpegPath: this.config.ffmpegPath,
        parts: order.parts,
        read: (name) => buffer(this.storage.read(`${streamPrefix(order.sessionId)}/${name}`)),
        out,
        signal,
        onProgress: reporting.tell,
      });
      return await this.store(order, out, transcoded);
    } catch (error) {
      if (watch.signal.aborted) return null;
      if (this.closing.signal.aborted) throw error;
      this.logger.error(error, `Export ${exportId} of ${order.sessionId} was not made`);
      await this.rows.fail(exportId);
      return null;
    } finally {
      reporting.stop();
      await rm(out, { force: true });
    }
  }

  /** Writes the progress once a second; an export that is no longer wanted is broken off there. */
  private report({ id }: ExportOrder, watch: AbortController) {
    let share = 0;
    const timer = setInterval(() => {
      this.rows.progress(id, Math.min(99, Math.floor(share * 100))).then(
        (wanted) => wanted || watch.abort(),
        () => undefined,
      );
    }, PROGRESS_MS);
    return { tell: (now: number) => (share = now), stop: () => clearInterval(timer) };
  }

  private async store(order: ExportOrder, path: string, transcoded: boolean): Promise<MadeFile> {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    const { size } = await stat(path);
    const key = this.files.newKey(order.id, 'mp4');
    await this.storage.put(key, createReadStream(path));
    return { order, key, size, sha256: hash.digest('hex'), transcoded };
  }
}
