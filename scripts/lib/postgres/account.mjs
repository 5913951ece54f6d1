import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { run } from '../../../media/engine/command.mjs';

/** Where root keeps what PostgreSQL's account must be able to enter; a clone often lies under a closed home. */
export const ROOT_BASE = '/var/lib/yunqiao';
const USER = 'yunqiao';

/**
 * The account that PostgreSQL runs under. It refuses root, so root gives it a system user of its own (or `nobody`
 * where none can be made); an ordinary user keeps their own.
 *
 * @returns {Promise<{ uid: number, gid: number } | null>} null: nothing to change
 */
export async function clusterAccount() {
  if (process.getuid() !== 0) return null;
  const account = (await lookUp(USER)) ?? (await create()) ?? (await lookUp('nobody'));
  if (!account) throw new Error('there is no system user that PostgreSQL could run as');
  mkdirSync(ROOT_BASE, { recursive: true });
  chmodSync(ROOT_BASE, 0o755);
  return account;
}

async function lookUp(name) {
  try {
    const ids = await Promise.all(['-u', '-g'].map((option) => run('id', [option, name])));
    const [uid, gid] = ids.map(({ stdout }) => Number(stdout));
    return uid > 0 ? { uid, gid } : null;
  } catch {
    return null;
  }
}

async function create() {
  const options = ['--system', '--user-group', '--no-create-home', '--home-dir', ROOT_BASE];
  await run('useradd', [...options, '--shell', '/usr/sbin/nologin', USER]).catch(() => {});
  return lookUp(USER);
}

/** Makes a folder that only the account (or we, where there is none) may enter. */
export function makePrivateFolder(path, account) {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  giveTo(path, account);
  return path;
}

export function giveTo(path, account) {
  if (account) chownSync(path, account.uid, account.gid);
}
