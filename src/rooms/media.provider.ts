import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  createMediaServer,
  type IngestOffer,
  type Layer,
  type LayerSource,
  type ListedSegment,
  type MediaFact,
  type MediaServer,
  type Mp4Part,
  parsePlaylist,
  renderLadder,
  renderPlaylist,
  writeMp4,
} from '../../media/index.js';
import { CONFIG, type Config } from '../config.js';
import { Metrics } from '../infra/metrics.js';
import { Readiness } from '../infra/readiness.js';
import { Storage } from '../infra/storage/storage.js';

const REQUEST_DEADLINE_MS = 5_000;
/** A hung worker must be noticed within 3 s: at most one interval and one deadline, and some slack on a busy machine. */
const WATCHDOG = { intervalMs: 500, deadlineMs: 1_500 };
const SEGMENT_SECONDS = 2;

export { parsePlaylist, renderLadder, renderPlaylist, writeMp4 };
export type { IngestOffer, Layer, LayerSource, ListedSegment, MediaFact, Mp4Part };

/** The only door to the media node: starts it, ends it, hands it to the rooms. */
@Injectable()
export class MediaProvider implements OnApplicationShutdown {
  private constructor(private readonly server: MediaServer) {}

  static async create(
    config: Config,
    storage: Storage,
    readiness: Readiness,
    metrics: Metrics,
  ): Promise<MediaProvider> {
    const server = await createMediaServer({
      workerBin: config.media.workerBin,
      workers: config.media.workers,
      listenIp: '0.0.0.0',
      announcedAddresses: [...config.media.announcedAddresses],
      portBase: config.media.portBase,
      viewersPerWorker: config.media.viewersPerWorker,
      ffmpegPath: config.ffmpegPath,
      requestDeadlineMs: REQUEST_DEADLINE_MS,
      watchdog: WATCHDOG,
      segmentSeconds: SEGMENT_SECONDS,
      sink: { kind: 'folder', root: storage.root },
    });
    const provider = new MediaProvider(server);
    readiness.register('media', async () => (await server.snapshot()).workers.length > 0);
    metrics.gauge(
      'yunqiao_media_workers',
      'mediasoup workers that answer',
      async () => (await server.snapshot()).workers.length,
    );
    metrics.gauge('yunqiao_media_viewers', 'WebRTC viewers over all workers', async () =>
      (await server.snapshot()).workers.reduce((sum, worker) => sum + worker.viewers, 0),
    );
    return provider;
  }

  get media(): MediaServer {
    return this.server;
  }

  onFact(listener: (fact: MediaFact) => void): () => void {
    return this.server.onFact(listener);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.server.close();
  }
}

/** Factory provider: the media node needs a moment to start, so it cannot be made in a constructor. */
export const mediaProvider = {
  provide: MediaProvider,
  inject: [CONFIG, Storage, Readiness, Metrics],
  useFactory: (config: Config, storage: Storage, readiness: Readiness, metrics: Metrics) =>
    MediaProvider.create(config, storage, readiness, metrics),
};
