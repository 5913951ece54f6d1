import { readFileSync } from 'node:fs';

const LOOK_MS = 500;

/**
 * Ends us (as by SIGTERM) when what started us is gone: the same script under the system's Node, which holds a channel
 * to us, or npm. npm, told to end, ends only the shell between itself and us; nothing would tell us.
 *
 * Without npm nobody is missed: `nohup node scripts/start.mjs &` outlives its shell on purpose.
 */
export function endWithParent(hasChannel) {
  const end = () => process.kill(process.pid, 'SIGTERM');
  if (hasChannel && process.channel) {
    process.once('disconnect', end);
    process.channel.unref();
    return;
  }
  if (!process.env.npm_lifecycle_event) return;
  const born = ancestors();
  const timer = setInterval(() => {
    if (ancestors() === born) return;
    clearInterval(timer);
    end();
  }, LOOK_MS);
  timer.unref();
}

/** Our parent and, where that is npm's shell, npm: a process whose parent ends gets another one. */
function ancestors() {
  const parent = process.ppid;
  try {
    const shell = readFileSync(`/proc/${parent}/comm`, 'utf8').trim() === 'sh';
    // The name, in brackets, may hold spaces; after it come the state and the parent.
    const status = readFileSync(`/proc/${parent}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return shell ? `${parent} ${status[1]}` : `${parent}`;
  } catch {
    return `${parent}`;
  }
}
