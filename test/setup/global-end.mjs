import { rmSync } from 'node:fs';

export default async function endRun() {
  await globalThis.__yunqiaoCluster?.stop();
  // A browser that has just been closed may still write its last lines.
  rmSync(globalThis.__yunqiaoTemporaryFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
