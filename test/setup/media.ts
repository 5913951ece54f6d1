import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MediaServerConfig } from '../../media/types.js';

/** A media node for tests: real workers on loopback ports that the system chooses, a sink in a fresh folder. */
export async function testMediaConfig(overrides: Partial<MediaServerConfig> = {}): Promise<MediaServerConfig> {
  return {
    workerBin: workerBinary(),
    workers: 1,
    listenIp: '127.0.0.1',
    announcedAddresses: ['127.0.0.1'],
    portBase: 0,
    viewersPerWorker: 100,
    ffmpegPath: process.env.FFMPEG_PATH ?? 'ffmpeg',
    requestDeadlineMs: 5_000,
    watchdog: { intervalMs: 1_000, deadlineMs: 1_500 },
    segmentSeconds: 2,
    sink: { kind: 'folder', root: await mkdtemp(join(tmpdir(), 'yunqiao-sink-')) },
    ...overrides,
  };
}

function workerBinary(): string {
  const path = process.env.MEDIASOUP_WORKER_BIN;
  if (path && existsSync(path)) return path;
  throw new Error('MEDIASOUP_WORKER_BIN must name the mediasoup worker (npm test sets it)');
}
