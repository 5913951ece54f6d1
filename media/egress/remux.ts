import { execFile } from 'node:child_process';
import { readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findBox } from './boxes.js';
import { initName, parsePlaylist } from './playlist.js';

const run = promisify(execFile);

export interface RemuxOptions {
  ffmpegPath: string;
  /** `dvr.m3u8` on a disk. */
  playlist: string;
  /** The MP4 to be; it appears when it is whole. */
  out: string;
  signal?: AbortSignal;
}

/**
 * One MP4 for download. Where all takes have the same init segment (codec parameters, size) it is a copy; otherwise the
 * picture is encoded anew at the size of the largest take, the others fitted into it.
 */
export async function remuxToMp4({
  ffmpegPath,
  playlist,
  out,
  signal,
}: RemuxOptions): Promise<{ transcoded: boolean }> {
  const { segments } = parsePlaylist(await readFile(playlist, 'utf8'));
  if (segments.length === 0) throw new Error(`nothing to write: ${playlist}`);
  const takes = [...new Set(segments.map((segment) => segment.take))];
  const inits = await Promise.all(takes.map((take) => readFile(join(dirname(playlist), initName(take)))));
  const transcoded = inits.some((init) => !init.equals(inits[0]!));
  const part = `${out}.part`;
  const picture = transcoded ? encoding(largest(inits)) : ['-c:v', 'copy'];
  const args = ['-v', 'error', '-nostdin', '-y', '-i', playlist, ...picture, '-c:a', 'copy'];
  try {
    await run(ffmpegPath, [...args, '-movflags', '+faststart', '-f', 'mp4', part], { signal });
    await rename(part, out);
  } finally {
    await rm(part, { force: true });
  }
  return { transcoded };
}

function encoding({ width, height }: { width: number; height: number }): string[] {
  const fit = `scale=${width}:${height}:force_original_aspect_ratio=decrease`;
  const filter = `${fit},pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2,setsar=1`;
  return ['-vf', filter, '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-fps_mode', 'vfr'];
}

/** Even, as 4:2:0 needs it. */
function largest(inits: Buffer[]): { width: number; height: number } {
  const sizes = inits.map(readSize).sort((a, b) => b.width * b.height - a.width * a.height);
  const { width, height } = sizes[0]!;
  return { width: width + (width % 2), height: height + (height % 2) };
}

/** From the first track's header, version 0 (ISO 14496-12, 8.3.2). */
function readSize(init: Buffer): { width: number; height: number } {
  const header = findBox(init, 'moov/trak/tkhd')!;
  return { width: header.readUInt16BE(76), height: header.readUInt16BE(80) };
}
