import { spawnSync } from 'node:child_process';
import { ClearError } from '../../media/engine/clear-error.mjs';
import { ensureNode } from './node24.mjs';
import { inRoot } from './paths.mjs';
import { embeddedUrl } from './postgres/embedded.mjs';
import { readRunning } from './running.mjs';
import { secretKey } from './secret.mjs';
import { readSettings } from './settings.mjs';
import { createTerminal, exitOnSignals } from './terminal.mjs';

/**
 * Runs a command of the built server with the environment that the running server has; it sets nothing up.
 *
 * @param {string} program below dist/src
 */
export async function runBesideServer(program) {
  exitOnSignals();
  const settings = readSettings([], process.env);
  await ensureNode(createTerminal(process.stderr));
  const running = readRunning(settings.dataDir);
  const databaseUrl = settings.databaseUrl ?? (running && embeddedUrl(settings.dataDir));
  if (!databaseUrl) {
    throw new ClearError('服务没有在运行，请先 npm start。', 'The server does not run: npm start first.');
  }
  const env = {
    ...process.env,
    DATA_DIR: settings.dataDir,
    DATABASE_URL: databaseUrl,
    SECRET_KEY: secretKey(settings.dataDir, process.env),
    // The configuration asks for one; a command that only writes a row or a link starts no worker.
    MEDIASOUP_WORKER_BIN: process.env.MEDIASOUP_WORKER_BIN || 'unused',
    PORT: String(running?.port ?? settings.port),
    PUBLIC_URL: process.env.PUBLIC_URL || (running?.url ?? ''),
    DEMO: '0',
    TZ: 'UTC',
  };
  const args = [inRoot('dist/src', program), ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { cwd: inRoot(), env, stdio: 'inherit' });
  process.exit(status ?? 1);
}
