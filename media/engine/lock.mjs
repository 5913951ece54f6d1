import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 5_000;
// A home may be shared by several hosts, so a process number alone says nothing: a holder touches its file.
const STALE_MS = 30_000;

/**
 * Does `work` while holding a lock file, so that two starts do not build the same thing twice.
 *
 * `onWait` is called once when somebody else holds it. When a dead holder's lock is taken over by two at the same
 * moment both may work: what they make must be put in place by an atomic rename (then only time is lost).
 */
export async function withLock(file, { onWait }, work) {
  let release = takeLock(file);
  for (let round = 0; !release; round += 1) {
    if (round === 1) onWait?.();
    await sleep(500);
    release = takeLock(file);
  }
  try {
    return await work();
  } finally {
    release();
  }
}

/** Takes the lock unless somebody holds it; returns what gives it back, or null. */
export function takeLock(file) {
  mkdirSync(dirname(file), { recursive: true });
  // The second attempt follows the removal of an abandoned one.
  if (!acquire(file) && !acquire(file)) return null;
  const beat = setInterval(() => touch(file), BEAT_MS);
  beat.unref();
  const remove = () => rmSync(file, { force: true });
  process.once('exit', remove);
  return () => {
    clearInterval(beat);
    process.off('exit', remove);
    remove();
  };
}

function acquire(file) {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isAbandoned(file)) rmSync(file, { force: true });
    return false;
  }
}

function isAbandoned(file) {
  try {
    if (Date.now() - statSync(file).mtimeMs > STALE_MS) return true;
    const holder = JSON.parse(readFileSync(file, 'utf8'));
    return holder.host === hostname() && !isAlive(holder.pid);
  } catch {
    // Gone in the meantime, or written only half: the next round, or its age, decides.
    return false;
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

function touch(file) {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // Taken over by somebody who thought us dead (a machine that slept): harmless, see withLock.
  }
}
