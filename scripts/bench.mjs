import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { ensureNode } from './lib/node24.mjs';
import { inRoot } from './lib/paths.mjs';
import { startThrowaway } from './lib/postgres/throwaway.mjs';
import { checkPlatform } from './lib/preflight.mjs';
import { setUp } from './lib/set-up.mjs';
import { createTerminal, exitOnSignals, exitWith } from './lib/terminal.mjs';

const terminal = createTerminal();

/** Runs a bench against a database of its own, which writes to the disk as in earnest. */
async function main() {
  const noSignals = exitOnSignals();
  checkPlatform();
  await ensureNode(terminal);
  const found = await setUp(terminal);
  noSignals();
  const database = await startThrowaway({ durable: true });
  const env = {
    ...process.env,
    FFMPEG_PATH: 'ffmpeg',
    ...found,
    DATABASE_URL: process.env.DATABASE_URL || database.url,
    SECRET_KEY: process.env.SECRET_KEY || randomBytes(32).toString('base64url'),
    TZ: 'UTC',
  };
  const code = await runBench(env).finally(() => database.stop());
  process.exit(code);
}

function runBench(env) {
  const args = [inRoot('dist/bench/run.js'), ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { cwd: inRoot(), env, stdio: 'inherit' });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

main().catch(exitWith);
