import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 30_000;

/**
 * Makes a cluster startable after a start that was killed: a server that still runs on it is shut down, its children
 * are waited for, and a postmaster.pid of nobody is removed (PostgreSQL takes a stranger with the same number for the
 * holder and refuses to start). The caller has made sure that no living start uses the cluster.
 */
export async function clearLeftovers(dataDir) {
  const file = join(dataDir, 'postmaster.pid');
  const deadline = Date.now() + PATIENCE_MS;
  for (let round = 0; ; round += 1) {
    const pids = processesIn(dataDir);
    if (pids.length === 0) break;
    if (Date.now() > deadline) throw new Error(`PostgreSQL of an earlier start does not end (process ${pids[0]})`);
    const postmaster = readPid(file);
    if (round === 0 && pids.includes(postmaster)) process.kill(postmaster, 'SIGINT');
    await sleep(100);
  }
  if (existsSync(file)) rmSync(file);
}

// Every process of a cluster works in its folder, children that outlive their postmaster included. Removing the file
// while one of them lives would let two servers write the same data.
function processesIn(dataDir) {
  const folder = realpathSync(dataDir);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && workingFolder(name) === folder && isPostgres(name))
    .map(Number);
}

function isPostgres(pid) {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
  } catch {
    return false;
  }
}

function workingFolder(pid) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

function readPid(file) {
  try {
    return Number(readFileSync(file, 'utf8').split('\n')[0]);
  } catch {
    return null;
  }
}
