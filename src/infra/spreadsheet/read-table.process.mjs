import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { RowSink } from './cell.mjs';

/** Entry of the process that reads one table; `read-table.ts` is its other end. Plain JavaScript: no build step loads it. */
process.once('message', ({ bytes, type, limits, deadlineMs }) => {
  endInAnyCase(deadlineMs);
  standBack();
  const sink = new RowSink(limits, (rows) => process.send({ rows }));
  read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), type, sink).then(
    () => leave({ done: true }),
    (error) => leave({ refused: reasonOf(error) }),
  );
});

async function read(bytes, type, sink) {
  if (type === 'csv') (await import('./csv.mjs')).readCsv(bytes, sink);
  else await (await import('./xlsx.mjs')).readXlsx(bytes, sink);
  sink.flush();
}

/** Anything else than a refusal is what the parser says about a file that is not what it claims to be. */
function reasonOf(error) {
  const { code, line, rule } = error?.name === 'Refusal' ? error : { code: 'file.unreadable' };
  return { code, line, rule, reason: String(error?.cause ?? error) };
}

function leave(message) {
  process.send(message, () => process.exit());
}

/** The server ends this process; should the server itself have died, a thread that no parser can hold up does. */
function endInAnyCase(deadlineMs) {
  const code = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${Number(deadlineMs)})`;
  new Worker(code, { eval: true }).unref();
}

/** Pictures and sockets come first: for the scheduler, and for the kernel where memory runs out. */
function standBack() {
  setPriority(constants.priority.PRIORITY_LOW);
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Some containers show no such file; the bounds of this process remain.
  }
}
