import { type ChildProcess, fork } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ErrorCode } from '../../contracts/vocabulary.js';
import { AppError } from '../errors.js';
import { Turns } from '../turns.js';

export type TableType = 'csv' | 'xlsx';

export interface TableLimits {
  /** Rows that are not empty, the header included. */
  readonly maxRows: number;
  readonly maxColumns: number;
  /** Characters of a cell. */
  readonly maxCellLength: number;
  /** Bytes of the file as it lies there; what an XLSX unpacks to has a bound of its own (100 MiB). */
  readonly maxBytes: number;
}

export interface TableRow {
  /** Line of the file or row of the sheet, from 1: what people see at the edge of their spreadsheet. */
  readonly line: number;
  /** Trimmed texts without invisible characters; empty cells at the end are left away. */
  readonly cells: readonly string[];
}

interface Task {
  readonly bytes: Uint8Array;
  readonly type: TableType;
  readonly limits: TableLimits;
  readonly deadlineMs: number;
}

interface Refused {
  readonly code: ErrorCode;
  readonly line?: number;
  readonly rule?: string;
  readonly reason: string;
}

type Message = { rows: TableRow[] } | { refused: Refused } | { done: true };

const ENTRY = fileURLToPath(new URL('./read-table.process.mjs', import.meta.url));
const DEADLINE_MS = 30_000;
const HEAP_MB = 512;
/** Each takes a core and, at worst, the memory above. */
const turns = new Turns(2, 16, 10);

/**
 * Reads a CSV file (UTF-8 or GB18030; comma, semicolon or tab) or the first sheet of an XLSX file. Dates come as
 * `2026-03-01` or `2026-03-01 08:30`, numbers without exponent. It happens in a process of its own with bounds on memory
 * and time: a hostile file costs its sender an error and the server nothing. (Tried: a thread with resource limits. A
 * cell at column ZZZZZZZ makes the parser ask for so much at once that V8 ends the whole process.)
 *
 * @throws AppError `file.unreadable`, `file.too_large`, `file.too_many_rows`; `fields` names the line (as `path`) and the
 *   limit where one line is to blame
 */
export async function readTable(
  file: { source: string | Buffer; type: TableType },
  limits: TableLimits,
  deadlineMs = DEADLINE_MS,
): Promise<TableRow[]> {
  const { source, type } = file;
  const size = typeof source === 'string' ? (await stat(source)).size : source.length;
  if (size > limits.maxBytes) throw new AppError('file.too_large');
  return turns.run(async () => {
    const bytes = typeof source === 'string' ? await readFile(source) : source;
    return collect(startReader(), { bytes, type, limits, deadlineMs });
  });
}

/** It inherits nothing: no environment with secrets, no open file. */
function startReader(): ChildProcess {
  return fork(ENTRY, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [`--max-old-space-size=${HEAP_MB}`],
    env: {},
  });
}

async function collect(reader: ChildProcess, task: Task): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new AppError('file.too_large')), task.deadlineMs);
      reader.on('message', (message: Message) => {
        if ('rows' in message) rows.push(...message.rows);
        else if ('refused' in message) reject(refusal(message.refused));
        else resolve();
      });
      reader.once('error', reject);
      // By a signal: out of memory, in V8's judgement or the kernel's. Otherwise it is our own failure.
      reader.once('exit', (code, signal) =>
        reject(signal ? new AppError('file.too_large') : new Error(`The reader of tables ended with code ${code}`)),
      );
      reader.send(task, (error) => error && reject(error));
    });
    return rows;
  } finally {
    clearTimeout(timer);
    reader.kill('SIGKILL');
  }
}

function refusal({ code, line, rule, reason }: Refused): AppError {
  const fields = line !== undefined && rule !== undefined ? [{ path: String(line), rule }] : undefined;
  return new AppError(code, { cause: new Error(reason), ...(fields && { fields }) });
}
