import { readFileSync } from 'node:fs';
import pg from 'pg';
import { atEnd } from '../ending.js';
import { argumentsOf } from '../processes.js';

/** A connection of the bench's own, as the owner; goes with the bench. */
export async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  // The database may go first when the bench is interrupted.
  client.on('error', () => undefined);
  await client.connect();
  atEnd(() => client.end().catch(() => undefined));
  return client;
}

/** Process id of PostgreSQL itself, the parent of all its others: its CPU time can only be read on this machine. */
export async function postmasterPid(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const backend = rows[0]?.pid ?? NaN;
  if (!argumentsOf(backend)[0]?.startsWith('postgres')) throw new Error('This bench needs PostgreSQL on this machine');
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${backend}/status`, 'utf8'))?.[1]);
}
