import type pg from 'pg';
import { Program } from '../program.js';
import type { Values, Variant } from '../rounds.js';
import { planSession } from '../server/plan-session.js';
import { connect, postmasterPid } from '../server/postgres.js';
import type { RunningServer } from '../server/running-server.js';
import { median, percentile } from '../statistics.js';
import type { Arrival, Beating, BeatReport, LastBeat, Way } from './beats.program.js';
import { costOf, type Idle, idleOf } from './cost.js';
import type { Inserting } from './inserts.program.js';
import { makePlainTable, PLAIN_COLUMNS, PLAIN_TABLE, writeRows } from './plain-rows.js';
import { putOnAir } from './scene.js';

export const PAGES = 2_000;
/** Each page less often than the server writes: every beat moves rows of its own. */
export const PER_SECOND = 900;
const BEATS = 3_600;
const INSERTS = 4_000;
const INSERT_CONNECTIONS = 4;
export const COPIED = 100_000;
/** The server writes every two seconds. */
const WRITTEN_MS = 3_000;
/** What PostgreSQL does of itself after a commit: its writer of the log and the like. */
const COMMITTED_MS = 1_500;
/** A process that is idle tells its statistics within 10 s. */
export const STATISTICS_MS = 11_000;

/** The same beats by different ways to the database. */
export class BeatCosts {
  private constructor(
    private readonly databaseUrl: string,
    private readonly client: pg.Client,
    private readonly payers: { server: number; postgres: number; idle: Idle },
    private readonly programs: { pages: Program; peer: Program },
    private readonly file: string,
  ) {}

  static async prepare(server: RunningServer): Promise<BeatCosts> {
    const client = await connect(server.databaseUrl);
    const sessionId = await planSession(server.databaseUrl, '出席测试');
    await putOnAir(client, sessionId);
    const pages = await Program.start('attendance/beats.program.js');
    await pages.ask('arrive', { url: server.url, sessionId, pages: PAGES } satisfies Arrival);
    const peer = await Program.start('attendance/inserts.program.js');
    const file = writeRows(COPIED);
    const postgres = await postmasterPid(client);
    const idle = await idleOf({ node: server.pid, postgres, generator: null });
    return new BeatCosts(server.databaseUrl, client, { server: server.pid, postgres, idle }, { pages, peer }, file);
  }

  variants(): Variant[] {
    return [
      { name: 'over HTTP', measure: () => this.beats('http') },
      { name: 'over sockets', measure: () => this.beats('socket') },
      { name: 'one INSERT per beat', measure: () => this.inserts() },
      { name: 'floor: COPY', measure: () => this.copy() },
    ];
  }

  /** Shares of one core that server and PostgreSQL use with all pages there and no beats. */
  get idle(): Idle {
    return this.payers.idle;
  }

  /** What the measurement before left to do would be paid for by the next one. */
  async settle(): Promise<void> {
    await this.client.query(`CHECKPOINT`);
  }

  /** Rows that PostgreSQL inserted and moved since it exists, and those that the beats must have caused. */
  async written(): Promise<{ rows: number; expected: number }> {
    const { rows } = await this.programs.pages.ask<{ rows: number }>('last');
    const { rows: found } = await this.client.query<{ written: number }>(
      `SELECT coalesce(sum(n_tup_ins + n_tup_upd), 0)::integer AS written FROM pg_stat_user_tables
       WHERE relname LIKE 'attendance\\_interval\\_%'`,
    );
    return { rows: found[0]?.written ?? NaN, expected: rows };
  }

  /** Bytes of one row of the table with a row for each beat, indexes included. */
  async plainRowBytes(): Promise<number> {
    const { rows } = await this.client.query<{ bytes: number }>(
      `SELECT pg_total_relation_size('${PLAIN_TABLE}')::float8 / count(*) AS bytes FROM ${PLAIN_TABLE}`,
    );
    return rows[0]?.bytes ?? NaN;
  }

  async end(): Promise<void> {
    await this.client.query(`DROP TABLE IF EXISTS ${PLAIN_TABLE}`);
    await this.programs.pages.ask('leave');
    await this.programs.pages.end();
    await this.programs.peer.end();
  }

  private async beats(way: Way): Promise<Values> {
    await this.programs.pages.ask('refresh');
    const values = await costOf(
      { node: this.payers.server, postgres: this.payers.postgres, generator: this.programs.pages.pid },
      BEATS,
      {
        idle: this.payers.idle,
        settleMs: WRITTEN_MS,
        work: async () => {
          const request: Beating = { way, count: BEATS, perSecond: PER_SECOND };
          const { latencies, elapsed } = await this.programs.pages.ask<BeatReport>('beat', request);
          return {
            beatsPerSecond: (latencies.length * 1_000) / elapsed,
            p50Ms: median(latencies),
            p95Ms: percentile(latencies, 0.95),
          };
        },
      },
    );
    return { ...values, pagesNotMoved: await this.notMoved() };
  }

  /** Pages whose rows do not end at their last acknowledged beat. */
  private async notMoved(): Promise<number> {
    const { pages } = await this.programs.pages.ask<{ pages: LastBeat[] }>('last');
    const { rows } = await this.client.query<{ moved: number }>(
      `SELECT count(*)::integer AS moved FROM unnest($1::uuid[], $2::uuid[], $3::float8[]) AS t(stay, watch, at)
       WHERE EXISTS (SELECT 1 FROM attendance_interval i WHERE i.id = stay AND i.ended_at = to_timestamp(at / 1000.0))
         AND (watch IS NULL OR EXISTS (
           SELECT 1 FROM attendance_interval i WHERE i.id = watch AND i.ended_at = to_timestamp(at / 1000.0)))`,
      [pages.map(({ stay }) => stay), pages.map(({ watch }) => watch), pages.map(({ at }) => at)],
    );
    return pages.length - (rows[0]?.moved ?? NaN);
  }

  private async inserts(): Promise<Values> {
    await makePlainTable(this.client);
    return costOf({ node: this.programs.peer.pid, postgres: this.payers.postgres, generator: null }, INSERTS, {
      // The loop does nothing else; PostgreSQL has the server to serve meanwhile.
      idle: { ...this.payers.idle, node: 0 },
      settleMs: COMMITTED_MS,
      work: async () => {
        const request = {
          databaseUrl: this.databaseUrl,
          count: INSERTS,
          connections: INSERT_CONNECTIONS,
        } satisfies Inserting;
        const elapsed = await this.programs.peer.ask<number>('insert', request);
        return { beatsPerSecond: (INSERTS * 1_000) / elapsed };
      },
    });
  }

  private async copy(): Promise<Values> {
    await makePlainTable(this.client);
    return costOf({ node: null, postgres: this.payers.postgres, generator: null }, COPIED, {
      idle: { ...this.payers.idle, node: 0 },
      settleMs: COMMITTED_MS,
      work: async () => {
        const from = performance.now();
        await this.client.query(`COPY ${PLAIN_TABLE} (${PLAIN_COLUMNS}) FROM '${this.file}'`);
        return { beatsPerSecond: (COPIED * 1_000) / (performance.now() - from) };
      },
    });
  }
}
