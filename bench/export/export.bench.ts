import type pg from 'pg';
import { exportedLines } from '../../src/reports/statistics/attendee-lines.js';
import { type Bench, type BenchContext, type BenchResult, BUSY_GENERATOR } from '../bench.js';
import { Program } from '../program.js';
import { interleave, medianOf, type Part, type Values, type Variant } from '../rounds.js';
import { connect, postmasterPid } from '../server/postgres.js';
import { RunningServer } from '../server/running-server.js';
import { Downloads } from './downloads.js';
import { addAudience, addOrganiser, addPeople } from './people.js';
import type { Written } from './workbook.program.js';

const PEOPLE = 1_000_000;
/** How the cost grows. */
const FEWER = [10_000, 100_000];
const IN_WORKBOOK = 200_000;
const [CSV, SAME_QUERY, READY] = ['CSV', 'COPY of the same query', 'floor: COPY of a table of ready lines'];
const [OURS, EXCELJS, WHOLE] = ['our writer', 'exceljs', 'XLSX from the server'];

export const exporting: Bench = {
  name: 'export',
  summary: '1 million attendance rows to CSV beside COPY TO STDOUT, 200,000 to XLSX beside exceljs; memory',
  run,
};

async function run(context: BenchContext): Promise<BenchResult> {
  const server = await RunningServer.start({ demo: false });
  const client = await connect(server.databaseUrl);
  const scene = await addScene(client, server, context);
  const receiver = await Program.start('export/receiver.program.js');
  const postgres = await postmasterPid(client);
  const downloads = new Downloads(server, receiver, { cookie: scene.cookie, postgres });
  const csv = await measureCsv(downloads, scene.sessions, context);
  const workbooks = await measureWorkbooks(downloads, scene.sessions, context);
  return {
    parts: [csv, ...workbooks.parts],
    conclusions: conclude(csv, workbooks.parts),
    notes: [
      `${PEOPLE} people of one session, all with a sealed phone number, half of them registered: 22 columns, masks included.`,
      'Received over HTTP by a process of its own that counts lines and bytes; COPY by the same process through node-postgres.',
      '`COPY of the same query` sends the lines as the database has them: phone numbers sealed, codes instead of words.',
      'serverGrownMb: highest resident memory of the server above that at the start of the round; the first round, in which V8 gives itself room, is in the JSON.',
      `XLSX: ${IN_WORKBOOK} rows of 22 cells into a sink, compression level 1, each time in a new process (import of exceljs not counted).`,
      ...(workbooks.hasExcelJs
        ? []
        : ['exceljs was not measured: `npm install --no-save exceljs`, or EXCELJS_PATH=folder that has it installed']),
    ],
    warnings: warningsOf(csv),
  };
}

interface Scene {
  cookie: string;
  /** By the number of their people. */
  sessions: Map<number, string>;
}

async function addScene(client: pg.Client, server: RunningServer, { say }: BenchContext): Promise<Scene> {
  say(`${PEOPLE} people are made`);
  const { hostId } = await addPeople(client, PEOPLE, server.secretKey);
  const sessions = new Map<number, string>();
  for (const people of [PEOPLE, IN_WORKBOOK, ...FEWER]) sessions.set(people, await addAudience(client, hostId, people));
  const sql = queryOf(sessions.get(PEOPLE) ?? '');
  await client.query(`CREATE TABLE bench_ready_line AS ${sql}`);
  await client.query('VACUUM ANALYZE');
  await client.query('CHECKPOINT');
  return { cookie: await addOrganiser(client, hostId), sessions };
}

/** What the export asks for, with its parameters in it: COPY takes none. */
function queryOf(sessionId: string): string {
  const values = [`'${sessionId}'`, '7200', '30', ...Array<string>(6).fill('NULL')];
  return exportedLines({}, 'entry').replace(/\$(\d)/g, (_, number: string) => values[Number(number) - 1] ?? '');
}

function measureCsv(downloads: Downloads, sessions: Map<number, string>, context: BenchContext): Promise<Part> {
  const of = (people: number, file: string): Promise<Values> =>
    downloads.file(sessions.get(people) ?? '', file, people);
  const variants: Variant[] = [
    ...FEWER.map((people) => ({ name: `CSV, ${people}`, measure: () => of(people, 'attendance.csv') })),
    { name: CSV, measure: () => of(PEOPLE, 'attendance.csv') },
    { name: SAME_QUERY, measure: () => downloads.copy(queryOf(sessions.get(PEOPLE) ?? ''), PEOPLE) },
    { name: READY, measure: () => downloads.copy('SELECT * FROM bench_ready_line', PEOPLE) },
  ];
  return interleave('1 million attendance rows', variants, { before: () => context.machine.quiet(), say: context.say });
}

async function measureWorkbooks(downloads: Downloads, sessions: Map<number, string>, { machine, say }: BenchContext) {
  const asked = await Program.start('export/workbook.program.js');
  const hasExcelJs = await asked.ask<boolean>('hasExcelJs');
  await asked.end();
  const options = { before: () => machine.quiet(), say };
  const writers: Variant[] = [
    { name: OURS, measure: () => writeOnce('ours') },
    ...(hasExcelJs ? [{ name: EXCELJS, measure: () => writeOnce('exceljs') }] : []),
  ];
  const parts = [await interleave('200,000 rows to XLSX', writers, options)];
  const measure = (): Promise<Values> =>
    downloads.file(sessions.get(IN_WORKBOOK) ?? '', 'attendance.xlsx', IN_WORKBOOK);
  parts.push(await interleave('200,000 rows to XLSX, over HTTP', [{ name: WHOLE, measure }], options));
  return { parts, hasExcelJs };
}

async function writeOnce(writer: 'ours' | 'exceljs'): Promise<Values> {
  const program = await Program.start('export/workbook.program.js');
  const { bytes, elapsed, cpuMs, grownMb } = await program.ask<Written>('write', { writer, rows: IN_WORKBOOK });
  await program.end();
  return {
    rowsPerSecond: (IN_WORKBOOK * 1_000) / elapsed,
    seconds: elapsed / 1_000,
    cpuUsPerRow: (cpuMs * 1_000) / IN_WORKBOOK,
    grownMb,
    megabytes: bytes / 1e6,
  };
}

function conclude(csv: Part, [workbooks]: Part[]) {
  const rate = (variant: string): number => medianOf(csv, variant, 'rowsPerSecond');
  const writing = (variant: string): number => (workbooks ? medianOf(workbooks, variant, 'rowsPerSecond') : NaN);
  return {
    'CSV, share of the rate of COPY of the same query': rate(CSV) / rate(SAME_QUERY),
    'CSV, share of the rate of COPY of ready lines': rate(CSV) / rate(READY),
    'server, MB grown within a round of 1 million': medianOf(csv, CSV, 'serverGrownMb'),
    'XLSX, times the rate of exceljs': writing(OURS) / writing(EXCELJS),
  };
}

function warningsOf(csv: Part): string[] {
  return Object.keys(csv.summary)
    .filter((variant) => medianOf(csv, variant, 'receiverCores') > BUSY_GENERATOR)
    .map((variant) => `${variant}: the receiver used more than ${BUSY_GENERATOR} of a core`);
}
