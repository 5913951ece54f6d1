import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const TAIL_LINES = 30;
const running = new Set();

// Node does not end its children by itself: without this a set-up that is stopped would leave a compiler behind.
process.on('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

/** A command that ended with another status than 0. `tail` holds its last lines, `output` all of its stdout. */
export class CommandError extends Error {
  constructor(message, { code = null, tail = [], cause } = {}) {
    super(message, { cause });
    this.name = 'CommandError';
    this.code = code;
    this.tail = tail;
  }
}

/**
 * Runs a program without a shell and waits for it. Its stdin is empty, or `input`.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {object} [options] cwd, env, uid, gid as for spawn; `onLine(text)` sees every line of stdout and stderr;
 *   `timeout` in ms ends it by SIGKILL
 * @returns {Promise<{ stdout: string, tail: string[] }>} rejects with CommandError
 */
export function run(program, args = [], { onLine, timeout, input, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...options,
    });
    // A program that ends without reading its input is judged by its status, not by our broken pipe.
    child.stdin?.on('error', () => {}).end(input);
    const out = [];
    const tail = [];
    const take = (text) => {
      tail.push(text);
      if (tail.length > TAIL_LINES) tail.shift();
      onLine?.(text);
    };
    running.add(child);
    const timer = timeout && setTimeout(() => child.kill('SIGKILL'), timeout);
    createInterface({ input: child.stdout }).on('line', (text) => {
      out.push(text);
      take(text);
    });
    createInterface({ input: child.stderr }).on('line', take);
    const settle = (error, code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      if (!error && code === 0) return resolve({ stdout: out.join('\n'), tail });
      const reason = error ? error.message : signal ? `signal ${signal}` : `exit code ${code}`;
      reject(new CommandError(`${program} ${args.join(' ')}: ${reason}`, { code, tail, cause: error }));
    };
    child.once('error', (error) => settle(error));
    child.once('close', (code, signal) => settle(null, code, signal));
  });
}

/** Whether a program can be found on PATH (and answers to `--version`). */
export async function hasCommand(program) {
  return run(program, ['--version'], { timeout: 10_000 }).then(
    () => true,
    (error) => error.code !== null,
  );
}
