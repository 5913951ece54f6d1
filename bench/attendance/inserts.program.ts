import pg from 'pg';
import { newId } from '../../src/infra/id.js';
import { serveCommands } from '../program.js';
import { PLAIN_COLUMNS, PLAIN_TABLE, plainRow } from './plain-rows.js';

export interface Inserting {
  databaseUrl: string;
  count: number;
  connections: number;
}

/** One statement and one commit for each beat, prepared once per connection: nothing is left out but the batch. */
async function insert({ databaseUrl, count, connections }: Inserting): Promise<number> {
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: databaseUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  const [session, persons] = [newId(), Array.from({ length: 2_000 }, newId)];
  const from = performance.now();
  let next = 0;
  const lane = async (client: pg.Client): Promise<void> => {
    for (let at = next++; at < count; at = next++) {
      await client.query({
        name: 'beat',
        text: `INSERT INTO ${PLAIN_TABLE} (${PLAIN_COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        values: plainRow(session, persons[at % persons.length]!),
      });
    }
  };
  try {
    await Promise.all(clients.map(lane));
    return performance.now() - from;
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

serveCommands({ insert });
