import { rename, rm } from 'node:fs/promises';
import { findBox, readBoxes } from './boxes.js';
import { Ffmpeg } from './ffmpeg.js';
import { initName, segmentName, type ListedSegment } from './playlist.js';

/** A segment, and where it begins on the recording's own time line. */
export interface Mp4Part {
  segment: ListedSegment;
  startMs: number;
}

export interface Mp4Options {
  ffmpegPath: string;
  /** In their order; what is not listed is left out, and what follows moves up. */
  parts: readonly Mp4Part[];
  /** A file of the recording by its name. */
  read(name: string): Promise<Buffer>;
  /** The MP4 to be; it appears when it is whole. */
  out: string;
  signal?: AbortSignal;
  /** From 0 to 1. */
  onProgress?(share: number): void;
}

/**
 * One MP4 for download. Where all takes have the same init segment (codec parameters, size) it is a copy; otherwise the
 * picture is encoded anew at the size of the largest take, the others fitted into it. The segments go through ffmpeg's
 * standard input, so that it ends with this process.
 */
export async function writeMp4(options: Mp4Options): Promise<{ transcoded: boolean }> {
  const { parts, out, read, signal } = options;
  if (parts.length === 0) throw new Error('nothing to write');
  const takes = [...new Set(parts.map(({ segment }) => segment.take))];
  const inits = await Promise.all(takes.map((take) => read(initName(take))));
  const transcoded = inits.some((init) => !init.equals(inits[0]!));
  const unfinished = `${out}.part`;
  const picture = transcoded ? encoding(largest(inits)) : ['-c:v', 'copy'];
  const args = ['-y', '-f', 'mp4', '-i', 'pipe:0', ...picture, '-c:a', 'copy', '-movflags', '+faststart'];
  try {
    await feed([...args, '-f', 'mp4', unfinished], inits[0]!, options);
    signal?.throwIfAborted();
    await rename(unfinished, out);
  } finally {
    await rm(unfinished, { force: true });
  }
  return { transcoded };
}

async function feed(
  args: string[],
  init: Buffer,
  { ffmpegPath, parts, read, signal, onProgress }: Mp4Options,
): Promise<void> {
  let failure: string | null = null;
  const ffmpeg = new Ffmpeg(ffmpegPath, args, {
    onData: () => undefined,
    onExit: (complaint, code) => (failure = code === 0 ? null : complaint),
  });
  const stop = () => void ffmpeg.kill();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const taken = (bytes: Buffer) => new Promise<void>((resolve) => ffmpeg.write(bytes, resolve));
    const scales = timescales(init);
    await taken(init);
    for (const [index, shiftMs] of shiftsOf(parts).entries()) {
      if (signal?.aborted || failure !== null) break;
      const bytes = await read(segmentName(parts[index]!.segment.sequence));
      moveUp(bytes, shiftMs, scales);
      await taken(bytes);
      onProgress?.((index + 1) / parts.length);
    }
    ffmpeg.finish();
    await ffmpeg.gone;
  } finally {
    signal?.removeEventListener('abort', stop);
    await ffmpeg.kill();
  }
  signal?.throwIfAborted();
  if (failure !== null) throw new Error(`ffmpeg: ${String(failure)}`);
}

/** How much earlier each part plays than it was recorded: the same for all between two places where some are left out. */
function shiftsOf(parts: readonly Mp4Part[]): number[] {
  let [written, shift] = [0, 0];
  return parts.map(({ segment, startMs }, index) => {
    if (parts[index - 1]?.segment.sequence !== segment.sequence - 1) shift = startMs - written;
    written += segment.duration * 1000;
    return shift;
  });
}

/** Ticks per second by track. */
function timescales(init: Buffer): Map<number, number> {
  const scales = new Map<number, number>();
  for (const { type, body } of readBoxes(findBox(init, 'moov')!)) {
    if (type !== 'trak') continue;
    const [header, media] = [findBox(body, 'tkhd')!, findBox(body, 'mdia/mdhd')!];
    // Version 1 has times of 64 bits before these fields (ISO 14496-12, 8.3.2 and 8.4.2).
    const id = header.readUInt32BE(header[0] === 1 ? 20 : 12);
    scales.set(id, media.readUInt32BE(media[0] === 1 ? 20 : 12));
  }
  return scales;
}

/** Changes the decoding times in place (ISO 14496-12, 8.8.12). */
function moveUp(segment: Buffer, shiftMs: number, scales: Map<number, number>): void {
  if (shiftMs === 0) return;
  for (const { type, body } of readBoxes(segment)) if (type === 'moof') moveFragment(body, shiftMs, scales);
}

function moveFragment(moof: Buffer, shiftMs: number, scales: Map<number, number>): void {
  for (const { type, body } of readBoxes(moof)) {
    if (type !== 'traf') continue;
    const [header, time] = [findBox(body, 'tfhd')!, findBox(body, 'tfdt')!];
    const ticks = Math.round((shiftMs * (scales.get(header.readUInt32BE(4)) ?? 0)) / 1000);
    if (time[0] === 1) time.writeBigUInt64BE(atLeastZero(time.readBigUInt64BE(4) - BigInt(ticks)), 4);
    else time.writeUInt32BE(Math.max(0, time.readUInt32BE(4) - ticks), 4);
  }
}

function atLeastZero(value: bigint): bigint {
  return value < 0n ? 0n : value;
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
