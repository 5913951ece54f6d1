import type { TestApp } from './app.js';

/** Organisations and grants whose path is not what their parent or organisation says. */
export function strayPaths(server: TestApp): Promise<{ id: string }[]> {
  return server.database.query<{ id: string }>(
    `SELECT c.id FROM organisation c LEFT JOIN organisation p ON p.id = c.parent_id
     WHERE c.path <> coalesce(p.path, '/') || c.id || '/'
     UNION ALL
     SELECT g.id FROM role_grant g JOIN organisation o ON o.id = g.organisation_id
     WHERE g.revoked_at IS NULL AND g.path <> o.path`,
  );
}
