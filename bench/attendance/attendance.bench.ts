import { setTimeout as delay } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type pg from 'pg';
import { type Bench, type BenchContext, type BenchResult, BUSY_GENERATOR } from '../bench.js';
import { interleave, medianOf, type Part, type RoundRecord, ROUNDS, summarise, type Values } from '../rounds.js';
import { startOwnApp } from '../server/own-app.js';
import { planSession } from '../server/plan-session.js';
import { connect, postmasterPid } from '../server/postgres.js';
import { RunningServer } from '../server/running-server.js';
import { BeatCosts, COPIED, PAGES, PER_SECOND, STATISTICS_MS } from './beat-costs.js';
import { measureRollups, multiplyHour } from './rollup-costs.js';
import { putOnAir } from './scene.js';
import { liveThrough } from './simulated-hour.js';
import { emptyMonth, hotShare, sizesOf } from './storage.js';

const VIEWERS = 1_000;
const AUDIENCES = [
  { persons: 10_000, rounds: ROUNDS },
  // A round takes half a minute: one is dropped and one counts.
  { persons: 100_000, rounds: 2 },
];

export const attendance: Bench = {
  name: 'attendance',
  summary: 'beats of attendance per CPU-second, rows and bytes per viewer-hour, recomputing 10,000 and 100,000 persons',
  run,
};

async function run(context: BenchContext): Promise<BenchResult> {
  const server = await RunningServer.start({ demo: false });
  const { databaseUrl, secretKey } = server;
  const { part: beats, rowBytes, written } = await measureBeats(server, context);
  await server.end();
  const { app, end } = await startOwnApp(databaseUrl, secretKey);
  const client = await connect(databaseUrl);
  const { hour, table } = await measureHour(app, client, databaseUrl, rowBytes, context);
  const rollups = await measureAudiences(app, client, { databaseUrl, table }, context);
  await end();
  return {
    parts: [beats, hour, rollups],
    conclusions: conclude(beats, hour, written),
    notes: [
      `${PAGES} persons with a cookie, a ticket and a socket each send ${PER_SECOND} beats a second in turn; each page less often than the server writes.`,
      'CPU of the server (or of the loop that inserts) and of PostgreSQL per beat, until all is written, less what both use idle (20 s before the rounds); `withIdle` is the whole.',
      `COPY brings ${COPIED} rows from a file that PostgreSQL reads itself; a beat of ours moves two rows, one of the peers adds one.`,
      'The hour: beats.ts and the writer in this process, with time that runs faster; autovacuum has hardly a chance meanwhile.',
      'Recomputing: the rows of that hour for 10 and 100 times as many persons, without registrations and profiles; then 15 s later.',
    ],
    warnings: warningsOf(beats),
  };
}

async function measureBeats(server: RunningServer, { machine, say }: BenchContext) {
  const costs = await BeatCosts.prepare(server);
  const { node, postgres } = costs.idle;
  say(`${PAGES} pages are there; idle: server ${node.toFixed(3)}, PostgreSQL ${postgres.toFixed(3)} of a core`);
  const before = async (): Promise<void> => {
    await costs.settle();
    await machine.quiet();
  };
  const part = await interleave('beats', costs.variants(), { before, say });
  const rowBytes = await costs.plainRowBytes();
  await delay(STATISTICS_MS);
  const written = await costs.written();
  await costs.end();
  return { part, rowBytes, written };
}

async function measureHour(
  app: INestApplicationContext,
  client: pg.Client,
  databaseUrl: string,
  rowBytes: number,
  { say }: BenchContext,
): Promise<{ hour: Part; table: string }> {
  const { table, start } = await emptyMonth(client);
  const sessionId = await planSession(databaseUrl, '存储测试');
  await putOnAir(client, sessionId);
  say(`an hour of ${VIEWERS} viewers`);
  const { beats, viewerHours } = await liveThrough(app, { viewers: VIEWERS, sessionId, start: start.getTime() });
  const sizes = await sizesOf(client, table, viewerHours);
  await delay(STATISTICS_MS);
  const ours = { viewerHours, beatsPerViewerHour: beats / viewerHours, ...sizes, ...(await hotShare(client, table)) };
  const perBeat = {
    viewerHours,
    beatsPerViewerHour: beats / viewerHours,
    rowsPerViewerHour: beats / viewerHours,
    bytesPerViewerHour: (beats / viewerHours) * rowBytes,
    bytesPerRow: rowBytes,
  };
  const records = [once('intervals', ours), once('a row for each beat', perBeat)];
  return { hour: partOf('a viewer-hour', records), table };
}

async function measureAudiences(
  app: INestApplicationContext,
  client: pg.Client,
  source: { databaseUrl: string; table: string },
  { machine, say }: BenchContext,
): Promise<Part> {
  const postgres = await postmasterPid(client);
  const records: RoundRecord[] = [];
  for (const { persons, rounds } of AUDIENCES) {
    const sessionId = await multiplyHour(client, { ...source, times: persons / VIEWERS });
    const name = `${persons} persons`;
    const measure = (): Promise<Values> => measureRollups(app, client, { sessionId, postgres });
    const options = { rounds, before: () => machine.quiet(), say };
    records.push(...(await interleave('recomputing', [{ name, measure }], options)).rounds);
  }
  return partOf('recomputing', records);
}

/** Counted once: rows and bytes do not vary. */
function once(variant: string, values: Values): RoundRecord {
  return { round: 0, variant, counted: true, values };
}

function partOf(title: string, rounds: RoundRecord[]): Part {
  return { title, rounds, summary: summarise(rounds) };
}

function conclude(beats: Part, hour: Part, written: { rows: number; expected: number }) {
  const per = (variant: string): number => medianOf(beats, variant, 'perCpuSecond');
  return {
    'beats per CPU-second over HTTP': per('over HTTP'),
    'beats per CPU-second over sockets': per('over sockets'),
    'one INSERT per beat, per CPU-second': per('one INSERT per beat'),
    'rows copied per CPU-second': per('floor: COPY'),
    'rows per viewer-hour': medianOf(hour, 'intervals', 'rowsPerViewerHour'),
    'bytes per viewer-hour': medianOf(hour, 'intervals', 'bytesPerViewerHour'),
    'rows that PostgreSQL wrote, of those that the beats ask for': `${written.rows} of ${written.expected}`,
  };
}

function warningsOf(beats: Part): string[] {
  return Object.keys(beats.summary).flatMap((name) => {
    const lost = beats.summary[name]?.['pagesNotMoved']?.most ?? 0;
    const unmeasured = (beats.summary[name]?.['cpuUsEach']?.least ?? NaN) <= 0;
    const busy = medianOf(beats, name, 'generatorCores') > BUSY_GENERATOR;
    return [
      ...(lost > 0 ? [`${name}: the rows of ${lost} pages did not end at their last beat`] : []),
      ...(unmeasured ? [`${name}: a round cost less than the idle server; its figures are worthless`] : []),
      ...(busy ? [`${name}: the generator used more than ${BUSY_GENERATOR} of a core`] : []),
    ];
  });
}
