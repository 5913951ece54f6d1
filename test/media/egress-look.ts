import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { FFMPEG } from './egress-feed.js';

const run = promisify(execFile);

/** What ffmpeg complains about when it plays everything. */
export async function complaints(playlist: string): Promise<string> {
  const args = ['-v', 'error', '-i', playlist, '-enc_time_base', '1:90000', '-f', 'null', '-'];
  const { stderr } = await run(FFMPEG, args, { timeout: 60_000 });
  return stderr;
}

export interface Look {
  time: number;
  red: number;
  green: number;
  blue: number;
}

/** Mean colour of every picture, with its time on the programme's time line. */
export async function pictures(playlist: string): Promise<Look[]> {
  const filter = 'scale=1:1:flags=area,format=rgb24,showinfo';
  const args = ['-v', 'info', '-i', playlist, '-an', '-fps_mode', 'passthrough', '-vf', filter, '-f', 'rawvideo', '-'];
  const { stdout, stderr } = await run(FFMPEG, args, { encoding: 'buffer', maxBuffer: 1 << 26, timeout: 60_000 });
  const times = [...stderr.toString().matchAll(/pts_time:\s*([\d.-]+)/g)].map((match) => Number(match[1]));
  return times.map((time, i) => ({ time, red: stdout[i * 3]!, green: stdout[i * 3 + 1]!, blue: stdout[i * 3 + 2]! }));
}

/** All sound as 48 kHz mono; sample 0 is time 0. */
export async function sound(playlist: string): Promise<Float32Array> {
  const args = [
    '-v',
    'error',
    '-i',
    playlist,
    '-vn',
    '-af',
    'aresample=async=1:first_pts=0',
    '-ac',
    '1',
    '-f',
    'f32le',
    '-',
  ];
  const { stdout } = await run(FFMPEG, args, { encoding: 'buffer', maxBuffer: 1 << 28, timeout: 60_000 });
  return new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + ((stdout.length >> 2) << 2)));
}

/** Amplitude of one frequency (a single bin of the Fourier transform, Goertzel's way). */
export function amplitude(samples: Float32Array, frequency: number): number {
  const w = (2 * Math.PI * frequency) / 48_000;
  const factor = 2 * Math.cos(w);
  let [a, b] = [0, 0];
  for (const sample of samples) [a, b] = [sample + factor * a - b, a];
  return (2 * Math.hypot(a - b * Math.cos(w), b * Math.sin(w))) / samples.length;
}

export interface PlaylistView {
  text: string;
  durations: number[];
  total: number;
  /** Wall clock of each EXT-X-PROGRAM-DATE-TIME and the playlist's time at which it stands. */
  dates: { at: number; wall: number }[];
  discontinuities: number;
}

export async function readPlaylist(path: string): Promise<PlaylistView> {
  const text = await readFile(path, 'utf8');
  const view: PlaylistView = { text, durations: [], total: 0, dates: [], discontinuities: 0 };
  for (const line of text.split('\n')) {
    const [tag, value = ''] = line.split(/:(.*)/s);
    if (tag === '#EXT-X-PROGRAM-DATE-TIME') view.dates.push({ at: view.total, wall: Date.parse(value) / 1000 });
    if (tag === '#EXT-X-DISCONTINUITY') view.discontinuities += 1;
    if (tag !== '#EXTINF') continue;
    view.durations.push(Number.parseFloat(value));
    view.total += Number.parseFloat(value);
  }
  return view;
}

/** Processes that were started from the program of this path. */
export async function processesOf(program: string): Promise<{ pid: number; args: string[] }[]> {
  const found: { pid: number; args: string[] }[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const line = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    const args = line.split('\0');
    if (args[0] === program) found.push({ pid: Number(entry), args });
  }
  return found;
}

/** Mean of a stretch of the pictures, so that one odd picture does not decide. */
export function meanColour(looks: Look[], from: number, to: number): { red: number; green: number; blue: number } {
  const chosen = looks.filter((look) => look.time >= from && look.time < to);
  const mean = (key: 'red' | 'green' | 'blue') => chosen.reduce((sum, look) => sum + look[key], 0) / chosen.length;
  return { red: mean('red'), green: mean('green'), blue: mean('blue') };
}

/** When something that is on or off comes on. */
export function onsets(marks: { time: number; on: boolean }[]): number[] {
  return marks.filter((mark, i) => mark.on && i > 0 && !marks[i - 1]!.on).map((mark) => mark.time);
}
