import { open } from 'node:fs/promises';
import { Ffmpeg } from '../egress/ffmpeg.js';
import { FROM_FILE } from './feed.js';

export type PictureFormat = 'jpeg_pipe' | 'png_pipe' | 'webp_pipe';
export type ClipFormat = 'mov' | 'matroska';

const HEAD = 16;
const MOST_PIXELS = 1920 * 1088;
const MOST_SECONDS = 2 * 3600;
const DEADLINE_MS = 5_000;

/** ffmpeg's reader for a file, by what it holds and not by its name: never a list of other files. */
export async function formatOf(file: string): Promise<PictureFormat | ClipFormat | null> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return formatOfHead(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

export function formatOfHead(head: Buffer): PictureFormat | ClipFormat | null {
  const text = (start: number, end: number): string => head.toString('latin1', start, end);
  if (text(0, 3) === '\xff\xd8\xff') return 'jpeg_pipe';
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png_pipe';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp_pipe';
  if (text(4, 8) === 'ftyp') return 'mov';
  if (text(0, 4) === '\x1a\x45\xdf\xa3') return 'matroska';
  return null;
}

/** Decoders that a clip may ask for; a container can name any of hundreds. */
const DECODERS = 'h264,hevc,mpeg4,vp8,vp9,av1,libdav1d,libaom-av1,aac,mp3,mp3float,opus,libopus,vorbis,flac,pcm_s16le';

/** How a clip is read; `threads` bounds what decoding it may take. */
export function clipInput(file: string, format: ClipFormat): string[] {
  const bounds = ['-codec_whitelist', DECODERS, '-max_pixels', String(MOST_PIXELS), '-threads', '2'];
  return [...FROM_FILE, ...bounds, '-f', format, '-i', `file:${file}`];
}

/**
 * Looks into a clip before it is played.
 *
 * @throws if it holds no video, or is larger or longer than a clip may be
 */
export async function probeClip(
  input: string[],
  ffmpegPath: string,
  unwanted: AbortSignal,
): Promise<{ sound: boolean }> {
  let told = '';
  const process: Ffmpeg = new Ffmpeg(ffmpegPath, ['-loglevel', 'info', '-nostdin', ...input], {
    // Without an output ffmpeg tells what it found, and calls that an error.
    onExit: (complaint) => (told = complaint),
  });
  const late = AbortSignal.any([unwanted, AbortSignal.timeout(DEADLINE_MS)]);
  const kill = (): void => void process.kill();
  if (late.aborted) kill();
  late.addEventListener('abort', kill);
  await process.gone;
  late.removeEventListener('abort', kill);
  return readProbe(told);
}

/** @throws as `probeClip` */
export function readProbe(told: string): { sound: boolean } {
  const size = /Stream #0:\d+.*: Video: .*?, (\d{1,5})x(\d{1,5})/.exec(told);
  if (!size) throw new Error(`not a clip: ${told.split('\n').at(-1) ?? ''}`);
  if (Number(size[1]) * Number(size[2]) > MOST_PIXELS) throw new Error(`too large: ${size[1]}x${size[2]}`);
  const length = /Duration: (\d+):(\d\d):(\d\d)/.exec(told);
  const seconds = length ? Number(length[1]) * 3600 + Number(length[2]) * 60 + Number(length[3]) : 0;
  if (seconds > MOST_SECONDS) throw new Error(`too long: ${seconds} s`);
  return { sound: /Stream #0:\d+.*: Audio: /.test(told) };
}
