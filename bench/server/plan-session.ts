import pg from 'pg';
import { newId } from '../../src/infra/id.js';

/** A window with one published event and one public session that may begin. */
export async function planSession(databaseUrl: string, title: string): Promise<string> {
  const [host, event, session] = [newId(), newId(), newId()];
  const path = `/${host}/`;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO organisation (id, kind, level, name, path) VALUES ($1, 'window', 'city', '测试窗口', $2)`,
      [host, path],
    );
    await client.query(
      `INSERT INTO online_event (id, host_id, title, form, mode, publication_state, path)
       VALUES ($1, $2, $4, 'docking', 'online', 'published', $3)`,
      [event, host, path, title],
    );
    await client.query(
      `INSERT INTO session (id, event_id, title, access, state, starts_at, ends_at, path)
       VALUES ($1, $2, $4, 'public', 'scheduled', now(), now() + interval '1 hour', $3)`,
      [session, event, path, title],
    );
  } finally {
    await client.end();
  }
  return session;
}
