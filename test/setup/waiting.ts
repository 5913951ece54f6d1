import type { TestApp } from './app.js';
import { until } from './until.js';

/** Waits until so many of the server's statements wait for a lock that somebody else holds. */
export async function untilWaiting(server: TestApp, count: number): Promise<void> {
  await until(
    `${count} statements wait for a lock`,
    async () => {
      const [row] = await server.database.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return (row?.n ?? 0) >= count;
    },
    { every: 5, within: 700 },
  );
}
