import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './paths.mjs';

/**
 * A hash of the contents of files and folders of the clone. A time stamp would not do: git sets new ones.
 *
 * @param {string[]} paths relative to the clone; those that do not exist count as absent
 * @param {(path: string) => boolean} [counts] whether a file matters
 */
export function fingerprint(paths, counts = () => true) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesUnder(join(root, path)))) {
    const name = relative(root, file);
    if (counts(name)) hash.update(name).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return [];
  if (!stats.isDirectory()) return [path];
  const names = readdirSync(path).sort();
  return names.filter((name) => name !== 'node_modules').flatMap((name) => filesUnder(join(path, name)));
}
