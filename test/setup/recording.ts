import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { initName, type ListedSegment, renderPlaylist, segmentName } from '../../media/index.js';
import type { TestApp } from './app.js';

const SEGMENT_SECONDS = 2;

export const segmentOf = segmentName;

/** Files of a recording as the media node writes them; the segments hold no media. */
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
    kilobits: [],
  }));
  const put = (name: string, text: string) => writeFile(join(folder, name), text);
  for (const { sequence } of segments) await put(segmentName(sequence), `segment ${sequence}`);
  await put(initName(0), 'init');
  await put('still.jpg', 'still');
  for (const kind of ['event', 'live'] as const) {
    const name = kind === 'event' ? 'dvr.m3u8' : 'live.m3u8';
    await put(name, renderPlaylist(segments, { target: 3, kind, ended: true }));
  }
}
