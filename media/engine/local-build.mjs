import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, freemem } from 'node:os';
import { dirname, join } from 'node:path';
import { hasModule, missingBuildPackages } from './build-requirements.mjs';
import { ClearError } from './clear-error.mjs';
import { run } from './command.mjs';
import { fetchLibsrtpSource } from './libsrtp-source.mjs';
import { mesonOptions, subprojectsFolder } from './recipe.mjs';
import { mendSources } from './source-mends.mjs';
import { workerFault } from './worker-check.mjs';

const TEMPORARY = /^(build|download)-/;
// One compiler at -O3 with the precompiled header takes up to this much memory.
const BYTES_PER_JOB = 700e6;

/**
 * Compiles mediasoup's worker against the distribution's libraries and puts it at `target` by one rename. The caller
 * holds the lock. `ensurePackages(names)` may install what is missing; without it a clear sentence is thrown.
 */
export async function buildLocally({ recipe, target, log, ensurePackages }) {
  await requirePackages(await missingBuildPackages(), ensurePackages);
  const root = dirname(recipe.folder);
  await mkdir(root, { recursive: true });
  await removeLeftovers(root);
  const folder = await mkdtemp(join(root, 'build-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const sources = await prepareSources(recipe, folder);
    const srtp2 = await addLibsrtp(sources, folder, { log, ensurePackages });
    const binary = await compile(sources, srtp2, log);
    const fault = await workerFault(binary, recipe.version);
    if (fault) throw new Error(`the worker that was built does not start: ${fault}`);
    await mkdir(dirname(target), { recursive: true });
    await rename(binary, target);
  } catch (error) {
    throw await explained(error, root);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

async function requirePackages(missing, ensurePackages) {
  if (missing.length === 0) return;
  await ensurePackages?.(missing);
  const still = ensurePackages ? await missingBuildPackages() : missing;
  if (still.length === 0) return;
  const command = `apt-get install --no-install-recommends ${still.join(' ')}`;
  throw new ClearError(
    `无法编译媒体引擎，缺少软件包。请以 root 运行：${command}`,
    `The media engine cannot be built, packages are missing. Run as root: ${command}`,
  );
}

/** What a start that was ended by SIGKILL left behind; under the lock nobody else works here. */
async function removeLeftovers(root) {
  const names = (await readdir(root)).filter((name) => TEMPORARY.test(name));
  await Promise.all(names.map((name) => rm(join(root, name), { recursive: true, force: true })));
}

async function prepareSources(recipe, folder) {
  const sources = join(folder, 'worker');
  const wraps = join(recipe.mediasoupFolder, 'worker/subprojects');
  await cp(join(recipe.mediasoupFolder, 'worker'), sources, {
    recursive: true,
    filter: (path) => !path.startsWith(wraps),
  });
  await cp(subprojectsFolder, join(sources, 'subprojects'), { recursive: true });
  await mendSources(sources);
  return sources;
}

/** @returns {Promise<'source' | 'system'>} which libsrtp 2 the build takes */
async function addLibsrtp(sources, folder, { log, ensurePackages }) {
  log.step('获取 libsrtp 源码包', 'Fetching the source package of libsrtp');
  try {
    const unpacked = await fetchLibsrtpSource(join(folder, 'apt'));
    await rename(unpacked, join(sources, 'subprojects/libsrtp2'));
    return 'source';
  } catch (error) {
    log.warn(
      `拿不到 libsrtp 源码包，改用系统自带的 libsrtp（加密较慢）：${error.message}`,
      'No source package of libsrtp: using the system library, whose encryption is slower.',
    );
  }
  await requirePackages((await hasModule('libsrtp2')) ? [] : ['libsrtp2-dev'], ensurePackages);
  return 'system';
}

async function compile(sources, srtp2, log) {
  log.step('编译媒体引擎（两核约需 2 至 4 分钟，只做一次）', 'Building the media engine, once (2 to 4 min on 2 cores)');
  await run('meson', ['setup', ...mesonOptions, `-Dlibsrtp3:srtp2=${srtp2}`, 'out'], { cwd: sources });
  const started = Date.now();
  const env = { ...process.env, NINJA_STATUS: '[%f/%t] ' };
  await run('ninja', ['-C', 'out', '-j', String(jobs()), 'mediasoup-worker'], {
    cwd: sources,
    env,
    onLine: (line) => {
      const step = /^\[\d+\/\d+\]/.exec(line);
      if (step) log.progress(`编译媒体引擎 ${step[0]} ${elapsed(started)}`, 'building the media engine');
    },
  });
  const binary = join(sources, 'out/mediasoup-worker');
  await run('strip', [binary]);
  log.step(`媒体引擎编译完成，用时 ${elapsed(started)}`, 'The media engine is built');
  return binary;
}

function jobs() {
  const cores = availableParallelism?.() ?? cpus().length;
  return Math.max(1, Math.min(cores, Math.floor(freemem() / BYTES_PER_JOB)));
}

function elapsed(since) {
  const seconds = Math.round((Date.now() - since) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

async function explained(error, root) {
  if (error instanceof ClearError) return error;
  const logFile = join(root, 'build-failed.log');
  await writeFile(logFile, [error.message, ...(error.tail ?? [])].join('\n') + '\n').catch(() => {});
  return new ClearError(
    `媒体引擎编译失败，记录在 ${logFile}；也可用 MEDIASOUP_WORKER_BIN 指定现成的程序。`,
    `Building the media engine failed, see ${logFile}; MEDIASOUP_WORKER_BIN may name a ready one.`,
    { cause: error },
  );
}
