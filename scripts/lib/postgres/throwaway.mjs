import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../ports.mjs';
import { clusterAccount, giveTo, ROOT_BASE } from './account.mjs';
import { embeddedBinaries } from './binaries.mjs';
import { clusterUrl, createCluster, startPostgres } from './cluster.mjs';

const PREFIX = 'yunqiao-throwaway-';
const ATTEMPTS = 3;

/**
 * A database for one run (tests, benches): a new cluster in a temporary folder, removed by `stop()`. Should we be
 * killed, it shuts down by itself, and the next one removes the folder.
 *
 * @param {object} [options]
 * @param {string} [options.binDir] another PostgreSQL, e.g. /usr/lib/postgresql/15/bin; default: the embedded one
 * @param {boolean} [options.durable] true: fsync as in earnest; default false
 * @param {(line: string) => void} [options.onLog]
 * @returns {Promise<{ url: string, adminUrl: string, port: number, pid: number, stop: () => Promise<void> }>} `url`
 *   is an empty database `yunqiao`, `adminUrl` the database `postgres`; both as superuser
 */
export async function startThrowaway({ binDir, durable = false, onLog } = {}) {
  const account = await clusterAccount();
  // Root's temporary folder may be closed to PostgreSQL's account.
  const base = account ? ROOT_BASE : tmpdir();
  removeAbandoned(base, PREFIX);
  const folder = mkdtempSync(join(base, `${PREFIX}${process.pid}-`));
  giveTo(folder, account);
  const cluster = {
    binDir: binDir ?? embeddedBinaries(account),
    dataDir: join(folder, 'cluster'),
    password: randomBytes(12).toString('base64url'),
    account,
  };
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    await createCluster(cluster);
    const { port, postgres } = await startSomewhere({ ...cluster, durable, onLog });
    const url = (database) => clusterUrl({ port, password: cluster.password, database });
    const stop = async () => {
      await postgres.stop();
      remove();
    };
    return { url: url('yunqiao'), adminUrl: url('postgres'), port, pid: postgres.pid, stop };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Between looking for a free port and taking it somebody else may. */
async function startSomewhere(options) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { port, postgres: await startPostgres({ ...options, port }) };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/** Folders called `<prefix><process id>-…` whose process is gone. */
export function removeAbandoned(base, prefix) {
  for (const name of readdirSync(base)) {
    const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (owner && !isAlive(Number(owner))) rmSync(join(base, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
