import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * The user's cache folder for Yunqiao, created when it is missing. System users often have a home that does not
 * exist; they get a folder under the temporary one, private to them.
 */
export function cacheFolder(env = process.env) {
  const candidates = [
    env.XDG_CACHE_HOME && join(env.XDG_CACHE_HOME, 'yunqiao'),
    join(homedir(), '.cache', 'yunqiao'),
    join(tmpdir(), `yunqiao-cache-${userInfo().uid}`),
  ].filter(Boolean);
  for (const folder of candidates) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      accessSync(folder, constants.W_OK);
      return folder;
    } catch {
      continue;
    }
  }
  return candidates[0];
}
