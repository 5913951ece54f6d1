import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = (dataDir) => join(dataDir, 'running.json');

/** Notes under which address a start serves this data folder, for commands that run beside it. */
export function noteRunning(dataDir, { url, port }) {
  writeFileSync(file(dataDir), `${JSON.stringify({ url, port })}\n`);
}

export function forgetRunning(dataDir) {
  rmSync(file(dataDir), { force: true });
}

/** @returns {{ url: string, port: number } | null} null when nothing runs (or was killed and left no note behind) */
export function readRunning(dataDir) {
  try {
    return JSON.parse(readFileSync(file(dataDir), 'utf8'));
  } catch {
    return null;
  }
}
