import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAbandoned, startThrowaway } from '../../scripts/lib/postgres/throwaway.mjs';

const PREFIX = 'yunqiao-run-';

/**
 * One throw-away PostgreSQL for the whole run; each test file gets a database of its own in it (database.ts). Another
 * server can be given by TEST_DATABASE_URL, whose role must be allowed to create databases and roles.
 */
export default async function startRun() {
  if (!process.env.TEST_DATABASE_URL) {
    const cluster = await startThrowaway();
    process.env.TEST_DATABASE_URL = cluster.adminUrl;
    globalThis.__yunqiaoCluster = cluster;
  }
  useTemporaryFolder();
}

/** What servers, media nodes and browsers put into the temporary folder goes when the run ends. */
function useTemporaryFolder() {
  removeAbandoned(tmpdir(), PREFIX);
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  globalThis.__yunqiaoTemporaryFolder = process.env.TMPDIR;
}
