import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../../../media/engine/command.mjs';
import { guard } from '../guardian.mjs';
import { giveTo, makePrivateFolder } from './account.mjs';

export const SUPERUSER = 'postgres';
export const DATABASE = 'yunqiao';

const START_MS = 60_000;
const STOP_MS = 30_000;

/** Makes a cluster with one empty database in it. Half of one is never seen: it is renamed when it is whole. */
export async function createCluster({ binDir, dataDir, password, account }) {
  const fresh = `${dataDir}.new`;
  rmSync(fresh, { recursive: true, force: true });
  const parent = makePrivateFolder(dirname(dataDir), account);
  const passwordFile = join(parent, 'password.new');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  giveTo(passwordFile, account);
  const as = { cwd: parent, env: environment(), ...account };
  try {
    const options = ['-U', SUPERUSER, '--pwfile', passwordFile, '--auth=scram-sha-256', '-E', 'UTF8'];
    await run(join(binDir, 'initdb'), ['-D', fresh, ...options, '--locale=C.UTF-8', '--data-checksums'], as);
    // There is no psql among the binaries. Single-user mode needs none.
    const single = ['--single', '-D', fresh, 'postgres'];
    await run(join(binDir, 'postgres'), single, { ...as, input: `CREATE DATABASE ${DATABASE};\n` });
    renameSync(fresh, dataDir);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/**
 * Starts PostgreSQL on 127.0.0.1 and waits until it answers.
 *
 * @param {object} options
 * @param {string} options.binDir folder of `postgres` (embedded, or e.g. /usr/lib/postgresql/15/bin)
 * @param {string} options.dataDir a cluster that createCluster made
 * @param {number} options.port
 * @param {{ uid, gid } | null} options.account see clusterAccount
 * @param {boolean} [options.durable] false for what may be lost with the machine (tests)
 * @param {(line: string) => void} [options.onLog]
 * @returns {Promise<{ pid: number, ended: Promise<void>, stop: () => Promise<void>, quit: () => void }>} `stop` ends it
 *   cleanly, `quit` at once (it repairs itself at the next start)
 */
export async function startPostgres({ binDir, dataDir, port, account, durable = true, onLog }) {
  const settings = Object.entries(settingsFor(port, durable)).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const child = spawn(join(binDir, 'postgres'), ['-D', dataDir, ...settings], {
    cwd: dataDir,
    env: environment(),
    // A session of its own: Ctrl-C must reach the server first.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...account,
  });
  const last = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      onLog?.(line);
      last.push(line);
      if (last.length > 5) last.shift();
    });
  }
  let running = true;
  const ended = new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', resolve);
  }).then(() => void (running = false));
  const release = child.pid ? guard(child.pid, 'INT', 'never') : () => {};
  void ended.then(release);
  const deadline = Date.now() + START_MS;
  while (!isReady(dataDir, child.pid)) {
    if (!running) throw new Error(`PostgreSQL did not start: ${last.join(' | ')}`);
    if (Date.now() > deadline) {
      child.kill('SIGQUIT');
      throw new Error('PostgreSQL did not become ready');
    }
    await sleep(30);
  }
  return { pid: child.pid, ended, stop: () => stop(child, ended), quit: () => child.kill('SIGQUIT') };
}

/** SIGINT is PostgreSQL's fast shutdown: transactions are rolled back, everything is written. */
async function stop(child, ended) {
  // Does nothing to one that has ended already.
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), STOP_MS);
  await ended;
  clearTimeout(timer);
}

/** The eighth line of postmaster.pid says it; asking over the wire would need a client. */
function isReady(dataDir, pid) {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

/** Given on the command line, not written into the cluster: an older cluster gets them too. */
function settingsFor(port, durable) {
  const share = Math.min(512, Math.max(64, Math.round(totalmem() / 16 / 2 ** 20)));
  return {
    port,
    listen_addresses: '127.0.0.1',
    // A socket file would need a folder that every client may enter; all clients are on this machine's loopback.
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    max_connections: 100,
    shared_buffers: `${durable ? share : 64}MB`,
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    jit: 'off',
    // Details of an error hold values of rows, that is people's data.
    log_error_verbosity: 'terse',
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] ',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
}

function environment() {
  return { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}

export function clusterExists(dataDir) {
  return existsSync(join(dataDir, 'PG_VERSION'));
}

export function clusterUrl({ port, password, database = DATABASE }) {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}
