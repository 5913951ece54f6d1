import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cache.mjs';
import { ClearError } from './clear-error.mjs';

const engineFolder = dirname(fileURLToPath(import.meta.url));

export const subprojectsFolder = join(engineFolder, 'subprojects');

export const mesonOptions = ['--buildtype', 'release', '-Db_ndebug=true'];

/** What decides, with the options, how the binary comes out; a change to any of them makes a new place in the cache. */
const ingredients = ['subprojects', 'source-mends.mjs'];

/**
 * Where the worker of this mediasoup, machine and recipe belongs.
 *
 * @returns {{ mediasoupFolder: string, version: string, repository: string, folder: string, binary: string }}
 */
export function workerRecipe(mediasoupFolder = join(engineFolder, '../../node_modules/mediasoup')) {
  const packageFile = join(mediasoupFolder, 'package.json');
  if (!existsSync(packageFile)) {
    throw new ClearError(
      '没有找到 mediasoup 依赖包，请先运行 npm ci。',
      'The mediasoup package is missing: run npm ci first.',
    );
  }
  const { version, repository } = JSON.parse(readFileSync(packageFile, 'utf8'));
  const name = `${version}-${platform()}-${arch()}-${recipeHash()}`;
  const folder = join(cacheFolder(), 'mediasoup-worker', name);
  return { mediasoupFolder, version, repository: repository.url, folder, binary: join(folder, 'mediasoup-worker') };
}

function recipeHash() {
  const hash = createHash('sha256').update(JSON.stringify(mesonOptions));
  for (const file of ingredients.flatMap((name) => filesUnder(join(engineFolder, name)))) {
    hash.update(relative(engineFolder, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex').slice(0, 12);
}

function filesUnder(path) {
  try {
    const names = readdirSync(path).sort();
    return names.flatMap((name) => filesUnder(join(path, name)));
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
}
