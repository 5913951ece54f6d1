import { get } from 'node:http';
import pg from 'pg';
import { serveCommands } from '../program.js';

export interface Received {
  bytes: number;
  rows: number;
  /** Until the first byte, and until the last, milliseconds. */
  first: number;
  elapsed: number;
}

/** How much came, and how many lines: both are counted alike. */
class Count {
  private readonly from = performance.now();
  private first = NaN;
  private bytes = 0;
  private rows = 0;

  add(chunk: Buffer, rows?: number): void {
    if (this.bytes === 0) this.first = performance.now() - this.from;
    this.bytes += chunk.length;
    if (rows !== undefined) this.rows += rows;
    else for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) this.rows += 1;
  }

  get received(): Received {
    return { bytes: this.bytes, rows: this.rows, first: this.first, elapsed: performance.now() - this.from };
  }
}

/** As a browser does, without writing to a disk. */
function download({ url, cookie }: { url: string; cookie: string }): Promise<Received> {
  const count = new Count();
  return new Promise((resolve, reject) => {
    const asking = get(url, { headers: { cookie }, agent: false }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${url}: ${answer.statusCode}`));
      answer.on('data', (chunk: Buffer) => count.add(chunk));
      answer.once('end', () => resolve(count.received));
      answer.once('error', reject);
    });
    asking.once('error', reject);
  });
}

/** COPY ... TO STDOUT: node-postgres hands such messages to the query that is under way. */
class CopyOut implements pg.Submittable {
  readonly count = new Count();

  constructor(
    private readonly sql: string,
    private readonly settle: (error?: Error) => void,
  ) {}

  submit(connection: pg.Connection): void {
    (connection as pg.Connection & { query(sql: string): void }).query(this.sql);
  }
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.count.add(chunk, 1);
  }
  handleCommandComplete(): void {}
  handleReadyForQuery(): void {
    this.settle();
  }
  handleError(error: Error): void {
    this.settle(error);
  }
}

async function copy({ databaseUrl, sql }: { databaseUrl: string; sql: string }): Promise<Received> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await new Promise<Received>((resolve, reject) => {
      const query: CopyOut = new CopyOut(`COPY (${sql}) TO STDOUT`, (error) =>
        error ? reject(error) : resolve(query.count.received),
      );
      client.query(query);
    });
  } finally {
    await client.end();
  }
}

serveCommands({ download, copy });
