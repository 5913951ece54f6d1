import { spawn } from 'node:child_process';

// Waits on its stdin, a pipe whose other end only we hold: it closes with us, however we end.
const SCRIPT = `read line
kill -s "$1" -- "$2" 2>/dev/null
sleep "$3" && kill -s KILL -- "$2" 2>/dev/null`;

/**
 * Sees to it that a process does not outlive us, also when we are killed without a chance to clean up. It is a shell
 * of 1 MB in a session of its own, so that Ctrl-C does not reach it.
 *
 * @param {number} pid the process; negative for its whole group
 * @param {string} signal without SIG: how it is asked to end
 * @param {number | 'never'} killAfter seconds until SIGKILL
 * @returns {() => void} call it when the process has ended by itself
 */
export function guard(pid, signal, killAfter) {
  const seconds = killAfter === 'never' ? 'x' : String(killAfter);
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'yunqiao-guardian', signal, String(pid), seconds], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  child.stdin.unref?.();
  return () => child.kill('SIGKILL');
}
