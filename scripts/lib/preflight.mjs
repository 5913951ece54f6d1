import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../media/engine/cache.mjs';
import { ClearError } from '../../media/engine/clear-error.mjs';
import { isWorkerAtHand } from '../../media/engine/obtain-worker.mjs';
import { areInstalled } from './dependencies.mjs';
import { root } from './paths.mjs';
import { bindFault } from './ports.mjs';
import { ROOT_BASE } from './postgres/account.mjs';

const BUILD_BYTES = 2e9;
const RUN_BYTES = 500e6;

/** What nothing later could repair; looked at before anything is downloaded. */
export function checkPlatform() {
  if (process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch)) return;
  throw new ClearError(
    `暂不支持 ${process.platform} ${process.arch}，请在 Linux（x64 或 arm64）上运行。`,
    `Yunqiao runs on Linux (x64 or arm64), not on ${process.platform} ${process.arch}.`,
  );
}

export async function checkPort(port, host) {
  const fault = port === 0 ? null : await bindFault(port, host);
  if (fault === null) return;
  if (fault === 'EADDRINUSE') {
    throw new ClearError(
      `端口 ${port} 已被占用，请换一个：npm start -- --port ${port + 1}`,
      `Port ${port} is taken, choose another: npm start -- --port ${port + 1}`,
    );
  }
  if (fault === 'EACCES') {
    throw new ClearError(
      `没有权限使用端口 ${port}，请用 1024 以上的端口。`,
      `Port ${port} needs root: use one above 1024.`,
    );
  }
  throw new ClearError(`无法监听 HOST=${host}（${fault}）。`, `Cannot listen on HOST=${host} (${fault}).`);
}

export function checkDataFolder(dataDir) {
  const probe = join(dataDir, `.probe-${process.pid}`);
  try {
    makeFolder(dataDir);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new ClearError(
      `数据目录不可写（${error.code}）：${dataDir}，可用 DATA_DIR 另指一处。`,
      `The data folder cannot be written (${error.code}): ${dataDir}. DATA_DIR may name another.`,
    );
  }
}

// Not mkdir's `recursive`: where the parent answers ENOENT for ever (as /proc does) Node's loop never ends.
function makeFolder(path) {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

export async function checkDisk(dataDir) {
  const complete = areInstalled() && (await isWorkerAtHand());
  const places = complete ? [] : [root, cacheFolder()];
  for (const place of places) requireSpace(place, BUILD_BYTES);
  for (const place of [dataDir, ROOT_BASE].filter((path) => existsSync(path))) requireSpace(place, RUN_BYTES);
}

function requireSpace(path, needed) {
  const { bavail, bsize } = statfsSync(existsSync(path) ? path : dirname(path));
  const free = bavail * bsize;
  if (free >= needed) return;
  const mb = (bytes) => `${Math.round(bytes / 1e6)} MB`;
  throw new ClearError(
    `磁盘空间不足：${path} 只剩 ${mb(free)}，至少需要 ${mb(needed)}。`,
    `Too little disk: ${path} has ${mb(free)} left, ${mb(needed)} are needed.`,
  );
}
