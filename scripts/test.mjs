import { availableParallelism } from 'node:os';
import { runJest, sum } from './lib/jest.mjs';
import { ensureNode } from './lib/node24.mjs';
import { checkPlatform } from './lib/preflight.mjs';
import { setUp } from './lib/set-up.mjs';
import { createTerminal, exitOnSignals, exitWith } from './lib/terminal.mjs';

const terminal = createTerminal();

async function main() {
  exitOnSignals();
  checkPlatform();
  await ensureNode(terminal);
  const found = await setUp(terminal, { forTests: true });
  const env = { ...process.env, FFMPEG_PATH: 'ffmpeg', ...found, NODE_ENV: 'test', TZ: 'UTC' };
  const args = process.argv.slice(2);
  const cores = String(Math.max(1, availableParallelism()));
  // Pure functions, servers with a database and ports of their own, and pages without moving pictures side by side;
  // what measures times or shows pictures wants the machine for itself.
  const runs = args.includes('--selectProjects')
    ? [['--runInBand', ...args]]
    : [
        [...args, '--maxWorkers', cores, '--selectProjects', 'unit', 'api'],
        [...args, '--maxWorkers', cores, '--selectProjects', 'pages'],
        [...args, '--runInBand', '--selectProjects', 'flows', 'media', 'browser'],
      ];
  const results = [];
  for (const run of runs) results.push(await runJest(run, env));
  report(sum(results), args);
}

function report({ passed, failed, skipped }, args) {
  // Jest calls what a chosen name leaves out skipped, too.
  const chosen = args.some((arg) => /^(-t|--testNamePattern)/.test(arg));
  const missing = chosen ? 0 : skipped;
  if (missing > 0) terminal.print(`${missing} 项测试被跳过，算作失败  skipped tests count as failed`);
  if (passed + failed + missing === 0) terminal.print('没有运行任何测试  no test was run');
  terminal.print(`${passed} passed, ${failed + missing} failed`);
  process.exit(passed > 0 && failed + missing === 0 ? 0 : 1);
}

main().catch(exitWith);
