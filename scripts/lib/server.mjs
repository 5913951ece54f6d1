import { fork } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ClearError } from '../../media/engine/clear-error.mjs';
import { guard } from './guardian.mjs';
import { LogFile } from './log-file.mjs';
import { inRoot } from './paths.mjs';

const STOP_MS = 10_000;
// A server that ended by itself or lost us may take this long to end what it started.
const GROUP_KILL_S = 12;
const WARN = 40;
const SHOWN_PER_MINUTE = 20;
// A link at the end of a message must stay whole.
const NOTICE_LENGTH = 1_000;

/**
 * Runs the built server. It says over its channel `{ type: 'ready', url, lines }` or `{ type: 'failed', message }`.
 *
 * @param {{ env: object, dataDir: string, terminal: object, echo: boolean }} options `echo`: its log also to stdout
 * @returns {{ ready: Promise<{ url: string, lines: string[] }>, ended: Promise<string>, stop: () => Promise<void>,
 *   kill: () => void }} `ready` rejects with ClearError; `ended` says how it ended
 */
export function startServer({ env, dataDir, terminal, echo }) {
  const log = new LogFile(join(dataDir, 'logs/server.log'));
  const child = fork(inRoot('dist/src/main.js'), [], {
    cwd: inRoot(),
    env,
    execArgv: ['--enable-source-maps'],
    // A group of its own: Ctrl-C reaches only us, and all that it started can be ended with it.
    detached: true,
    silent: true,
  });
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  follow(child, log, echo ? null : reporter(terminal));
  if (echo) child.stdout.pipe(process.stdout);
  const release = guard(-child.pid, 'TERM', GROUP_KILL_S);
  void ended.then(() => {
    killGroup(child.pid);
    release();
  });
  return {
    ready: whenReady(child, ended, log),
    ended,
    stop: () => stop(child, ended),
    kill: () => killGroup(child.pid),
  };
}

function whenReady(child, ended, log) {
  return new Promise((resolve, reject) => {
    child.on('message', (message) => {
      if (message?.type === 'ready') resolve(message);
      if (message?.type === 'failed') reject(sentence(String(message.message)));
    });
    void ended.then((how) =>
      reject(
        new ClearError(
          `服务启动失败（${how}），日志在 ${log.path}`,
          `The server did not start (${how}), see its log there.`,
        ),
      ),
    );
  });
}

/** The server's sentences hold both languages, divided by " / ". */
function sentence(message) {
  const [zh, ...en] = message.split(' / ');
  return new ClearError(zh, en.join(' / '));
}

function follow(child, log, report) {
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      report?.(line);
    });
  }
}

/**
 * Shows warnings and errors of the JSON log shortly in the terminal, and messages to people that have no other way out
 * here (`notice`: a sign-in code); no more than a person could read.
 */
function reporter(terminal) {
  let shown = 0;
  setInterval(() => (shown = 0), 60_000).unref();
  return (line) => {
    const entry = parse(line);
    if (!entry || (entry.level < WARN && entry.notice !== true) || shown >= SHOWN_PER_MINUTE) return;
    shown += 1;
    if (entry.notice === true) {
      terminal.print(`✉ ${entry.msg ?? ''}`.slice(0, NOTICE_LENGTH));
      return;
    }
    const detail = entry.err?.message && entry.err.message !== entry.msg ? ` (${entry.err.message})` : '';
    terminal.print(`${entry.level > WARN ? '✗' : '!'} ${entry.msg ?? ''}${detail}`.slice(0, 200));
  };
}

function parse(line) {
  try {
    const entry = JSON.parse(line);
    return typeof entry?.level === 'number' ? entry : null;
  } catch {
    return null;
  }
}

/** SIGTERM lets it finish what is in flight; what hangs is ended. */
async function stop(child, ended) {
  child.kill('SIGTERM');
  const timer = setTimeout(() => killGroup(child.pid), STOP_MS);
  await ended;
  clearTimeout(timer);
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}
