import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { cacheFolder } from '../../media/engine/cache.mjs';
import { ClearError } from '../../media/engine/clear-error.mjs';
import { hasCommand } from '../../media/engine/command.mjs';
import { withLock } from '../../media/engine/lock.mjs';
import { obtainWorker } from '../../media/engine/obtain-worker.mjs';
import { ensureSystemPackages } from './apt.mjs';
import { build } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { root } from './paths.mjs';

const TEST_PACKAGES = ['chromium', 'fonts-noto-cjk', 'nftables', 'postgresql-15'];

/**
 * Gets everything that has to be there before the server, the tests or the benches can run.
 *
 * @param {object} terminal
 * @param {{ worker?: boolean, ffmpeg?: boolean, forTests?: boolean, build?: boolean }} [what] all but `forTests` by
 *   default
 * @returns {Promise<{ MEDIASOUP_WORKER_BIN?: string, FFMPEG_PATH?: string }>} for the environment of what runs then
 */
export async function setUp(terminal, { worker = true, ffmpeg = true, forTests = false, build: compile = true } = {}) {
  return oneAtATime(terminal, async () => {
    const env = {};
    if (ffmpeg) await ensureFfmpeg(terminal);
    if (forTests) await ensureSystemPackages(TEST_PACKAGES, { terminal, zh: '测试需要', en: 'needed by the tests' });
    await ensureDependencies(terminal);
    if (worker) env.MEDIASOUP_WORKER_BIN = await ensureWorker(terminal);
    if (compile) await build(terminal);
    return env;
  });
}

/** Two that install into or compile in the same clone would tear each other's files away. */
function oneAtATime(terminal, work) {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const onWait = () => terminal.step('另一个进程正在准备，请稍候', 'Another process is setting things up, waiting');
  return withLock(join(cacheFolder(), `set-up-${name}.lock`), { onWait }, work);
}

async function ensureFfmpeg(terminal) {
  const given = process.env.FFMPEG_PATH;
  if (given && !(await hasCommand(given))) {
    throw new ClearError(
      `FFMPEG_PATH 指定的程序不可用：${given}`,
      `FFMPEG_PATH names a program that does not run: ${given}`,
    );
  }
  if (given || (await hasCommand('ffmpeg'))) return;
  await ensureSystemPackages(['ffmpeg'], { terminal, zh: '音视频处理', en: 'audio and video' });
}

async function ensureWorker(terminal) {
  const why = { terminal, zh: '编译媒体引擎', en: 'to build the media engine' };
  const { path } = await obtainWorker({
    log: terminal,
    ensurePackages: (names) => ensureSystemPackages(names, why),
  });
  return path;
}
