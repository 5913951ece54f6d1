import { spawnSync } from 'node:child_process';
import { ClearError } from '../media/engine/clear-error.mjs';
import { ensureNode } from './lib/node24.mjs';
import { inRoot } from './lib/paths.mjs';
import { embeddedUrl } from './lib/postgres/embedded.mjs';
import { readRunning } from './lib/running.mjs';
import { secretKey } from './lib/secret.mjs';
import { readSettings } from './lib/settings.mjs';
import { createTerminal, exitOnSignals, exitWith } from './lib/terminal.mjs';

/** Runs the command with the environment that the running server has; it sets nothing up. */
async function main() {
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
    // The configuration asks for one; a command that only writes a link starts no worker.
    MEDIASOUP_WORKER_BIN: process.env.MEDIASOUP_WORKER_BIN || 'unused',
    PORT: String(running?.port ?? settings.port),
    PUBLIC_URL: process.env.PUBLIC_URL || (running?.url ?? ''),
    DEMO: '0',
    TZ: 'UTC',
  };
  const args = [inRoot('dist/src/stage/studio-link.cli.js'), ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { cwd: inRoot(), env, stdio: 'inherit' });
  process.exit(status ?? 1);
}

main().catch(exitWith);
