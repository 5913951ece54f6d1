import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The clone, seen from `dist/bench`. */
const root = fileURLToPath(new URL('../..', import.meta.url));

/** As `npm run bench` found it. */
export const FFMPEG = process.env['FFMPEG_PATH'] || 'ffmpeg';

export function inRoot(...parts: string[]): string {
  return join(root, ...parts);
}

/** Imports one of the plain scripts, which are not compiled into `dist`. */
export async function importScript<T>(path: string): Promise<T> {
  return (await import(pathToFileURL(inRoot(path)).href)) as T;
}

/** Another compiled program of the benches, by its path below `dist/bench`. */
export function programPath(name: string): string {
  return inRoot('dist/bench', name);
}
