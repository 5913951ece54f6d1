import { takeLock } from '../media/engine/lock.mjs';
import { ClearError } from '../media/engine/clear-error.mjs';
import { help } from './lib/help.mjs';
import { ensureNode } from './lib/node24.mjs';
import { startEmbedded } from './lib/postgres/embedded.mjs';
import { checkDataFolder, checkDisk, checkPlatform, checkPort } from './lib/preflight.mjs';
import { forgetRunning, noteRunning } from './lib/running.mjs';
import { secretKey } from './lib/secret.mjs';
import { startServer } from './lib/server.mjs';
import { setUp } from './lib/set-up.mjs';
import { readSettings } from './lib/settings.mjs';
import { createTerminal, exitOnSignals, exitWith } from './lib/terminal.mjs';

const terminal = createTerminal();
// npm passes Ctrl-C on to us although the terminal has sent it already: two within this time are one.
const SAME_PRESS_MS = 1_000;

async function main() {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings.help) return terminal.print(help);
  const noSignals = exitOnSignals();
  checkPlatform();
  await ensureNode(terminal);
  checkDataFolder(settings.dataDir);
  const release = lockDataFolder(settings.dataDir);
  await checkPort(settings.port, settings.host);
  await checkDisk(settings.dataDir);
  const found = await setUp(terminal);
  // Minutes may have passed.
  await checkPort(settings.port, settings.host);
  noSignals();
  await runUntilStopped(settings, found);
  release();
}

function lockDataFolder(dataDir) {
  const release = takeLock(`${dataDir}/start.lock`);
  if (release) return release;
  throw new ClearError(
    `数据目录 ${dataDir} 正被另一个云桥进程使用。`,
    'Another Yunqiao uses this data folder: stop it, or set DATA_DIR and --port.',
  );
}

async function runUntilStopped(settings, found) {
  const { databaseUrl, dataDir, production } = settings;
  const running = [];
  let stopping = false;
  const stopped = stopSignal(() => running.forEach((part) => part.kill())).then(() => {
    stopping = true;
    terminal.step('正在停止', 'Stopping');
  });
  try {
    const database = databaseUrl ? null : await startEmbedded({ dataDir, terminal });
    if (database) running.push(database);
    if (stopping) return;
    const env = serverEnvironment(settings, found, databaseUrl ?? database.url);
    const server = startServer({ env, dataDir, terminal, echo: production });
    running.push(server);
    await Promise.race([serve(server, settings), stopped]);
  } finally {
    forgetRunning(dataDir);
    // The server first: it writes its last rows.
    for (const part of running.reverse()) await part.stop();
  }
  terminal.step('已停止', 'Stopped');
}

/** Ends only by an error: a server that ends by itself is one. */
async function serve(server, { dataDir, port }) {
  const state = await server.ready;
  noteRunning(dataDir, { url: state.url, port });
  announce(state);
  const how = await server.ended;
  throw new ClearError(
    `服务意外退出（${how}），日志在数据目录的 logs/server.log。`,
    `The server ended unexpectedly (${how}): see logs/server.log in the data folder.`,
  );
}

function serverEnvironment(settings, found, databaseUrl) {
  const { production, port, dataDir, demo } = settings;
  return {
    ...process.env,
    ...found,
    NODE_ENV: production ? 'production' : process.env.NODE_ENV || 'development',
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    SECRET_KEY: production ? process.env.SECRET_KEY : secretKey(dataDir, process.env),
    DEMO: demo ? '1' : '0',
    TZ: 'UTC',
  };
}

function announce({ url, lines = [] }) {
  terminal.print(`\n✓ 云桥已启动  Yunqiao is running\n\n  ${url}\n`);
  for (const line of lines) terminal.print(`  ${line}`);
  terminal.print('\n  按 Ctrl-C 停止  Press Ctrl-C to stop\n');
}

/** Resolves at the first signal to stop; a second one calls `force`. */
function stopSignal(force) {
  return new Promise((resolve) => {
    let first = 0;
    const onSignal = () => {
      if (first && Date.now() - first > SAME_PRESS_MS) force();
      first ||= Date.now();
      resolve();
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, onSignal);
  });
}

main().then(() => process.exit(0), exitWith);
