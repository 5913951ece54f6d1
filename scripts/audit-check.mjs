import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ClearError } from '../media/engine/clear-error.mjs';
import { ensureNode } from './lib/node24.mjs';
import { inRoot } from './lib/paths.mjs';
import { embeddedUrl } from './lib/postgres/embedded.mjs';
import { readRunning } from './lib/running.mjs';
import { readSettings } from './lib/settings.mjs';
import { createTerminal, exitOnSignals, exitWith } from './lib/terminal.mjs';

const program = inRoot('dist/src/accounts/audit/audit-check.cli.js');

/** Checks the audit of the running server, or of the database that DATABASE_URL names; it only reads. */
async function main() {
  exitOnSignals();
  const settings = readSettings([], process.env);
  await ensureNode(createTerminal(process.stderr));
  const databaseUrl = settings.databaseUrl ?? (readRunning(settings.dataDir) && embeddedUrl(settings.dataDir));
  if (!databaseUrl) {
    throw new ClearError(
      '服务没有在运行，请先 npm start，或设置 DATABASE_URL。',
      'The server does not run: npm start first, or set DATABASE_URL.',
    );
  }
  if (!existsSync(program))
    throw new ClearError('还没有编译，请先 npm start。', 'Nothing is built yet: npm start first.');
  // The configuration asks for a secret and a worker; reading needs neither.
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: databaseUrl,
    SECRET_KEY: 'unused',
    MEDIASOUP_WORKER_BIN: 'unused',
    TZ: 'UTC',
  };
  const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], {
    cwd: inRoot(),
    env,
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}

main().catch(exitWith);
