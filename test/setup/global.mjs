import { startThrowaway } from '../../scripts/lib/postgres/throwaway.mjs';

/**
 * One throw-away PostgreSQL for the whole run; each test file gets a database of its own in it (database.ts). Another
 * server can be given by TEST_DATABASE_URL, whose role must be allowed to create databases and roles.
 */
export default async function startDatabase() {
  if (process.env.TEST_DATABASE_URL) return;
  const cluster = await startThrowaway();
  process.env.TEST_DATABASE_URL = cluster.adminUrl;
  globalThis.__yunqiaoCluster = cluster;
}
