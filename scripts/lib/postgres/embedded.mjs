import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LogFile } from '../log-file.mjs';
import { bindFault, freePort } from '../ports.mjs';
import { clusterAccount, giveTo, makePrivateFolder, ROOT_BASE } from './account.mjs';
import { embeddedBinaries } from './binaries.mjs';
import { clusterExists, clusterUrl, createCluster, startPostgres } from './cluster.mjs';
import { clearLeftovers } from './leftovers.mjs';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const WELL_AFTER_MS = 60_000;

/**
 * Starts the database of a data folder, making it when there is none, and keeps it running until `stop()`. The caller
 * holds the lock of the data folder.
 *
 * @param {{ dataDir: string, terminal: object }} options
 * @returns {Promise<{ url: string, stop: () => Promise<void>, kill: () => void }>} `kill` makes a slow `stop` end at once
 */
export async function startEmbedded({ dataDir, terminal }) {
  const account = await clusterAccount();
  const binDir = embeddedBinaries(account);
  const state = readState(dataDir) ?? { password: randomBytes(24).toString('base64url'), port: 0 };
  const folder = state.folder ?? clusterFolder(dataDir, account);
  if (!state.folder) setAside(folder, terminal);
  if (!clusterExists(folder)) {
    terminal.step('创建数据库', 'Creating the database');
    await createCluster({ binDir, dataDir: folder, password: state.password, account });
    if (account) noteOrigin(folder, dataDir, account);
  }
  const port = await choosePort(state.port);
  writeState(dataDir, { ...state, folder, port });
  const log = new LogFile(join(dataDir, 'logs/postgres.log'));
  const onLog = (line) => log.write(`${line}\n`);
  const hold = await keepRunning({ binDir, dataDir: folder, port, account, onLog }, terminal);
  return { url: clusterUrl({ ...state, port }), ...hold };
}

/** The address of the database that a running start serves from this data folder; null when there was never one. */
export function embeddedUrl(dataDir) {
  const state = readState(dataDir);
  return state && clusterUrl(state);
}

/** Restarts PostgreSQL whenever it ends without having been asked to; same port, so that every pool finds it again. */
async function keepRunning(options, terminal) {
  const stopping = new AbortController();
  let postgres = await open(options);
  const watch = async () => {
    for (let failures = 0; ; failures += 1) {
      const since = Date.now();
      await postgres.ended;
      if (stopping.signal.aborted) return;
      terminal.warn('数据库意外退出，正在重启', 'The database ended unexpectedly: starting it again');
      if (Date.now() - since > WELL_AFTER_MS) failures = 0;
      const next = await reopen(options, failures, stopping.signal);
      if (!next) return;
      postgres = next;
      terminal.step('数据库已恢复', 'The database is back');
    }
  };
  const watching = watch();
  const stop = async () => {
    stopping.abort();
    await postgres.stop();
    await watching;
  };
  return { stop, kill: () => postgres.quit() };
}

/** @returns {Promise<object | null>} null when it was asked to stop meanwhile */
async function reopen(options, failures, stopping) {
  for (let attempt = failures; ; attempt += 1) {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
    await sleep(pause, null, { signal: stopping }).catch(() => {});
    if (stopping.aborted) return null;
    const postgres = await open(options).catch(() => null);
    if (!postgres) continue;
    if (!stopping.aborted) return postgres;
    await postgres.stop();
    return null;
  }
}

async function open(options) {
  await clearLeftovers(options.dataDir);
  return startPostgres(options);
}

function clusterFolder(dataDir, account) {
  if (!account) return join(dataDir, 'postgres');
  const hash = createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16);
  return join(makePrivateFolder(join(ROOT_BASE, `data-${hash}`), account), 'cluster');
}

/** A cluster whose password is gone (somebody removed the data folder to begin anew) is kept, but not used. */
function setAside(folder, terminal) {
  if (!clusterExists(folder)) return;
  const aside = `${folder}.${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
  renameSync(folder, aside);
  terminal.warn(`旧数据库没有密码记录，已移到 ${aside}`, 'An old database without its password was moved there.');
}

function noteOrigin(folder, dataDir, account) {
  const file = join(folder, '..', 'origin.txt');
  writeFileSync(file, `${realpathSync(dataDir)}\n`, { mode: 0o600 });
  giveTo(file, account);
}

async function choosePort(last) {
  return last > 0 && (await bindFault(last, '127.0.0.1')) === null ? last : freePort();
}

const stateFile = (dataDir) => join(dataDir, 'postgres.json');

function readState(dataDir) {
  try {
    return JSON.parse(readFileSync(stateFile(dataDir), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function writeState(dataDir, state) {
  const fresh = `${stateFile(dataDir)}.new`;
  writeFileSync(fresh, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, stateFile(dataDir));
}
