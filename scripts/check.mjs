import { run } from '../media/engine/command.mjs';
import { ensureNode } from './lib/node24.mjs';
import { inRoot } from './lib/paths.mjs';
import { checkPlatform } from './lib/preflight.mjs';
import { setUp } from './lib/set-up.mjs';
import { createTerminal, exitOnSignals, exitWith } from './lib/terminal.mjs';

const terminal = createTerminal();
const bin = (path) => inRoot('node_modules', path);

const unitTests = [
  ...['--experimental-vm-modules', '--no-warnings', bin('jest/bin/jest.js'), '--config', 'test/setup/jest.config.mjs'],
  ...['--selectProjects', 'unit', '--maxWorkers', '2', '--forceExit'],
];

/** Longest first: two of them run at a time. */
const checks = [
  ['类型（服务端）', 'types: server', [bin('typescript/bin/tsc'), '-p', 'tsconfig.json', '--noEmit']],
  ['类型（网页）', 'types: client', [bin('vue-tsc/bin/vue-tsc.js'), '-p', 'client/tsconfig.json', '--noEmit']],
  [
    '类型（网页测试）',
    'types: client specs',
    [bin('typescript/bin/tsc'), '-p', 'client/tsconfig.node.json', '--noEmit'],
  ],
  ['单元测试、依赖方向、表结构', 'unit tests, arrows, schema', unitTests],
  ['格式', 'format', [bin('prettier/bin/prettier.cjs'), '--check', '.']],
  ['规范', 'lint', [bin('oxlint/bin/oxlint'), '--deny-warnings']],
];
const LANES = 2;

async function main() {
  exitOnSignals();
  checkPlatform();
  await ensureNode(terminal);
  await setUp(terminal, { worker: false, ffmpeg: false, build: false });
  const started = Date.now();
  const waiting = [...checks];
  const failures = [];
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      if (!(await passes(check))) failures.push(check[1]);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const seconds = Math.round((Date.now() - started) / 1000);
  if (failures.length === 0) return terminal.print(`✓ 全部通过  All well (${seconds} s)`);
  terminal.print(`✗ 未通过  Failed: ${failures.join(', ')} (${seconds} s)`);
  process.exit(1);
}

async function passes([zh, en, args]) {
  const started = Date.now();
  const output = [];
  const env = { ...process.env, NODE_ENV: 'test', TZ: 'UTC' };
  const done = run(process.execPath, args, { cwd: inRoot(), env, onLine: (line) => output.push(line) });
  const passed = await done.then(
    () => true,
    () => false,
  );
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (!passed) terminal.print(output.join('\n'));
  terminal.print(`${passed ? '✓' : '✗'} ${zh}  ${en} (${seconds} s)`);
  return passed;
}

main().catch(exitWith);
