import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMediaServer, type MediaServer } from '../../media/index.js';
import { atEnd } from '../ending.js';
import { FFMPEG } from '../paths.js';
import { workerBinary } from './engine.js';

export interface MediaNode {
  server: MediaServer;
  /** Where it reads material and writes programmes. */
  root: string;
  /** At the end of the bench at the latest. */
  end: () => Promise<void>;
}

/** A media node in this process, with one worker and a temporary folder. */
export async function startMediaNode(): Promise<MediaNode> {
  const root = await mkdtemp(join(tmpdir(), 'bench-media-'));
  const remove = atEnd(() => rm(root, { recursive: true, force: true }));
  const server = await createMediaServer({
    workerBin: await workerBinary(),
    workers: 1,
    listenIp: '127.0.0.1',
    announcedAddresses: ['127.0.0.1'],
    portBase: 0,
    viewersPerWorker: 100,
    ffmpegPath: FFMPEG,
    requestDeadlineMs: 5_000,
    watchdog: { intervalMs: 1_000, deadlineMs: 2_000 },
    segmentSeconds: 2,
    sink: { kind: 'folder', root },
  });
  const end = atEnd(async () => {
    await server.close();
    await remove();
  });
  return { server, root, end };
}
