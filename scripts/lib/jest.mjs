import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';

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
  try {
    await exitOf([process.execPath, ['--experimental-vm-modules', '--no-warnings', ...jest, ...options, ...args]], env);
    return count(JSON.parse(readFileSync(report, 'utf8')));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function exitOf([program, args], env) {
  return new Promise((resolve, reject) => {
    // jest prints for people on stderr and the report on stdout, which the file has already.
    const child = spawn(program, args, { cwd: inRoot(), env, stdio: ['ignore', 'ignore', 'inherit'] });
    const end = () => child.kill('SIGTERM');
    process.once('exit', end);
    child.once('error', reject);
    child.once('exit', (code) => {
      process.off('exit', end);
      resolve(code);
    });
  });
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
