import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ClearError } from './clear-error.mjs';
import { buildLocally } from './local-build.mjs';
import { withLock } from './lock.mjs';
import { downloadPrebuilt } from './prebuilt.mjs';
import { workerRecipe } from './recipe.mjs';
import { workerFault } from './worker-check.mjs';

const silent = { step() {}, progress() {}, warn() {} };

/**
 * Finds or makes the mediasoup worker: the one the environment names, the user's cache, mediasoup's own release, a
 * local build. mediasoup's npm package must be there (its post-install script is not needed).
 *
 * @param {object} [options]
 * @param {{ step, progress, warn }} [options.log] each takes a Chinese and an English text
 * @param {(names: string[]) => Promise<void>} [options.ensurePackages] installs Debian packages; called only when a
 *   local build needs some
 * @param {string} [options.mediasoupFolder] mediasoup's package folder
 * @returns {Promise<{ path: string, origin: 'environment' | 'cache' | 'download' | 'build' }>} throws ClearError
 */
export async function obtainWorker({ log = silent, ensurePackages, mediasoupFolder } = {}) {
  const given = process.env.MEDIASOUP_WORKER_BIN;
  const recipe = workerRecipe(mediasoupFolder);
  if (given) return { path: await checkedGiven(given, recipe.version), origin: 'environment' };
  const found = () => isUsable(recipe);
  if (await found()) return { path: recipe.binary, origin: 'cache' };
  const onWait = () =>
    log.step('另一个进程正在准备媒体引擎，请稍候', 'Another process is preparing the media engine, waiting');
  return withLock(`${recipe.folder}.lock`, { onWait }, async () => {
    if (await found()) return { path: recipe.binary, origin: 'cache' };
    const origin = (await download(recipe, log)) ? 'download' : 'build';
    if (origin === 'build') await buildLocally({ recipe, target: recipe.binary, log, ensurePackages });
    return { path: recipe.binary, origin };
  });
}

/** Whether a start would find the worker without downloading or building (what a check of the disk wants to know). */
export async function isWorkerAtHand(mediasoupFolder) {
  if (process.env.MEDIASOUP_WORKER_BIN) return true;
  try {
    return await isUsable(workerRecipe(mediasoupFolder));
  } catch {
    return false;
  }
}

// A cached worker may have lost a library with an upgrade of the system: ask it each time, that takes 15 ms.
async function isUsable(recipe) {
  return (await workerFault(recipe.binary, recipe.version)) === null;
}

async function checkedGiven(path, version) {
  const fault = await workerFault(path, version);
  if (fault === null) return path;
  throw new ClearError(
    `MEDIASOUP_WORKER_BIN 指定的程序不可用（${path}）：${fault}`,
    `MEDIASOUP_WORKER_BIN names a worker that does not run (${path}): ${fault}`,
  );
}

async function download(recipe, log) {
  if (process.env.MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD) return false;
  log.step('下载 mediasoup 官方媒体引擎', "Downloading mediasoup's own worker");
  await mkdir(dirname(recipe.folder), { recursive: true });
  const folder = await mkdtemp(join(dirname(recipe.folder), 'download-'));
  try {
    const target = join(folder, 'mediasoup-worker');
    const fault = await downloadPrebuilt({ ...recipe, target, log });
    if (fault) {
      log.step(`下载不成（${fault}），改为本机编译`, 'The download did not work, building here instead');
      return false;
    }
    await mkdir(recipe.folder, { recursive: true });
    await rename(target, recipe.binary);
    return true;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
