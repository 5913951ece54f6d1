import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';

const LINGER_MS = 15_000;

/**
 * Runs jest, its output going straight to the terminal.
 *
 * @param {string[]} args
 * @param {object} env
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>} a suite that could not run, and jest itself
 *   when it broke off, count as failed
 */
export async function runJest(args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'yunqiao-jest-'));
  const report = join(folder, 'report.json');
  const jest = [inRoot('node_modules/jest/bin/jest.js'), '--config', inRoot('test/setup/jest.config.mjs')];
  const options = ['--json', '--outputFile', report, '--passWithNoTests'];
  const child = spawn(process.execPath, ['--experimental-vm-modules', '--no-warnings', ...jest, ...options, ...args], {
    cwd: inRoot(),
    env,
    // jest prints for people on stderr and the report on stdout, which the file has already.
    stdio: ['ignore', 'ignore', 'inherit'],
    // A group of its own, so that nothing a test started outlives the run.
    detached: true,
  });
  const sweep = () => killGroup(child.pid);
  process.once('exit', sweep);
  try {
    await ended(child, report);
    return count(JSON.parse(readFileSync(report, 'utf8')));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    sweep();
    process.off('exit', sweep);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resolves when jest is through; also when something that a test left open keeps it from ending. */
function ended(child, report) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
    let since = 0;
    const timer = setInterval(() => {
      if (!existsSync(report)) return;
      since ||= Date.now();
      if (Date.now() - since < LINGER_MS) return;
      process.stderr.write('! 测试留下了未关闭的资源，强制结束  Tests left something open: ended by force\n');
      resolve();
    }, 1_000);
    child.once('exit', () => clearInterval(timer));
    timer.unref();
  });
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}

function count(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** One result out of several. */
export function sum(results) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const result of results) for (const key of Object.keys(total)) total[key] += result[key];
  return total;
}
