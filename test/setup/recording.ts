import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { initName, type ListedSegment, renderPlaylist, segmentName } from '../../media/index.js';
import type { TestApp } from './app.js';

const SEGMENT_SECONDS = 2;

export const segmentOf = segmentName;

/** Addresses of a recording that nothing of may be given out while it is withdrawn. */
export const STREAM_FILES = [
  ...['dvr.m3u8', 'live.m3u8', 'dvr-1.m3u8', 'live-1.m3u8', 'dvr-ladder.m3u8', 'live-ladder.m3u8'],
  ...['init-0.mp4', 'init-0-1.mp4', segmentOf(0), segmentOf(0, 1), 'still.jpg'],
];

/** Files of a recording in two qualities, as the media node writes them; the segments hold no media. */
export async function storeRecording(
  server: TestApp,
  sessionId: string,
  { seconds, until }: { seconds: number; until: Date },
): Promise<void> {
  const folder = join(server.config.dataDir, 'files', 'streams', sessionId);
  await mkdir(folder, { recursive: true });
  const from = until.getTime() - seconds * 1000;
  const segments: ListedSegment[] = Array.from({ length: seconds / SEGMENT_SECONDS }, (_, sequence) => ({
    sequence,
    take: 0,
    duration: SEGMENT_SECONDS,
    startedAt: from + sequence * SEGMENT_SECONDS * 1000,
    independent: true,
    kilobits: [1800, 450],
  }));
  const put = (name: string, text: string) => writeFile(join(folder, name), text);
  for (const rung of [0, 1]) {
    for (const { sequence } of segments) await put(segmentName(sequence, rung), `segment ${sequence}`);
    await put(initName(0, rung), 'init');
  }
  await put('still.jpg', 'still');
  for (const kind of ['event', 'live'] as const) {
    const name = kind === 'event' ? 'dvr.m3u8' : 'live.m3u8';
    await put(name, renderPlaylist(segments, { target: 3, kind, ended: true }));
  }
}
