import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';

const DEADLINE_MS = 5_000;

/**
 * Starts the worker as mediasoup's Node library does (a channel on descriptors 3 and 4) and waits for its first
 * word, the "running" notification. A binary for another libc, processor or OpenSSL never says it.
 *
 * @returns {Promise<string | null>} null when the worker answers, else what went wrong
 */
export async function workerFault(binary, version) {
  const unusable = await access(binary, constants.X_OK).then(
    () => null,
    (error) => error.code,
  );
  if (unusable) return unusable === 'ENOENT' ? 'no such file' : 'not an executable file';
  return new Promise((resolve) => {
    const child = spawn(binary, ['--logLevel=none'], {
      env: { ...process.env, MEDIASOUP_VERSION: version },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    });
    let complaint = '';
    const settle = (fault) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      resolve(fault);
    };
    const timer = setTimeout(() => settle(`no answer within ${DEADLINE_MS / 1000} s`), DEADLINE_MS);
    child.stderr.on('data', (data) => (complaint += data));
    // The worker may be gone while we still hold its channel; its exit is reported below.
    child.stdio[3].on('error', () => {});
    child.stdio[4].on('error', () => {});
    child.stdio[4].once('data', () => settle(null));
    child.once('error', (error) => settle(error.message));
    child.once('close', (code, signal) => settle(complaint.trim() || `ended with ${signal ?? code}`));
  });
}
