import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { cacheFolder } from '../../media/engine/cache.mjs';
import { ClearError } from '../../media/engine/clear-error.mjs';
import { run } from '../../media/engine/command.mjs';
import { withLock } from '../../media/engine/lock.mjs';
import { runNpm } from './npm.mjs';
import { endWithParent } from './parent.mjs';

const OLDEST = [22, 12];
const MARK = 'YUNQIAO_NODE24';
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Goes on under a Node that can run Yunqiao. Where the system's is too old, Node 24 and its npm come from npm
 * packages into the user's cache and this script runs again under them; then this never returns.
 *
 * This file and all that it imports must work under Node 18.
 */
export async function ensureNode(terminal) {
  endWithParent(Boolean(process.env[MARK]));
  if (isNewEnough(process.versions.node)) return void delete process.env[MARK];
  if (process.env[MARK]) {
    throw new ClearError('缓存中的 Node 24 无法使用。', `The cached Node 24 does not work: ${process.env[MARK]}`);
  }
  const folder = join(cacheFolder(), `node-24-${process.platform}-${process.arch}`);
  if (!(await works(folder))) await install(folder, terminal);
  await runAgain(join(folder, 'node_modules/.bin'));
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

async function works(folder) {
  const node = join(folder, 'node_modules/.bin/node');
  if (!existsSync(node)) return false;
  return run(node, ['--version'], { timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}

async function install(folder, terminal) {
  terminal.step(
    `系统的 Node ${process.versions.node} 太旧，安装 Node 24 到用户缓存`,
    'This Node is too old: fetching Node 24 into the cache',
  );
  const onWait = () => terminal.step('另一个进程正在安装 Node 24', 'Another process is fetching Node 24');
  await withLock(`${folder}.lock`, { onWait }, async () => {
    if (await works(folder)) return;
    const fresh = mkdtempSync(`${folder}-`);
    try {
      await fetchPackages(fresh, terminal);
      rmSync(folder, { recursive: true, force: true });
      renameSync(fresh, folder);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  });
}

async function fetchPackages(folder, terminal) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  // The npm package `node` only fetches this one by an install script; an npm of its own because a distribution's
  // npm may need the distribution's Node.
  const packages = [`node-${process.platform}-${process.arch}@24`, 'npm@11'];
  const args = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', ...packages];
  try {
    await terminal.during('下载 Node 24', 'fetching Node 24', () => runNpm(args, { cwd: folder }));
  } catch (error) {
    throw new ClearError(
      `无法从 npm 取得 Node 24（${error.message}），请检查网络，或自行安装 Node 24。`,
      'Node 24 could not be fetched from npm: check the network or install Node 24 by hand.',
      { cause: error },
    );
  }
}

async function runAgain(bin) {
  const env = { ...process.env, [MARK]: bin, PATH: [bin, process.env.PATH].join(delimiter) };
  // The old npm would be started by the new Node otherwise (see npm.mjs).
  delete env.npm_execpath;
  const child = spawn(join(bin, 'node'), process.argv.slice(1), {
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (...status) => resolve(status));
  });
  process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
}
