/** Fields that say what went wrong, and nothing of whom. */
const TOLD = ['code', 'severity', 'schema', 'table', 'column', 'constraint', 'routine', 'syscall', 'status'] as const;
const LONGEST_QUERY = 2_000;
/** Data exceptions of PostgreSQL (class 22) repeat the value in their message. */
const DATA_EXCEPTION = /^22[0-9A-Z]{3}$/;
const DEEPEST = 8;

/**
 * An error as it may stand in a log or beside a failed job. The errors of a failed statement carry its parameters, and
 * PostgreSQL the row: names, numbers and digests of people, which nobody would ever find there when they ask to be
 * forgotten. What helps to mend it stays: message, stack, statement, code, table and constraint, and the causes.
 */
export function errorReport(error: unknown, depth = 0): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const known = error as Error & { code?: unknown; query?: unknown };
  const isData = typeof known.code === 'string' && DATA_EXCEPTION.test(known.code);
  const message = isData ? error.message.replace(/"[^"]*"/g, '"…"') : error.message;
  const report = new Error(message);
  report.name = error.name;
  report.stack = [`${error.name}: ${message}`, ...places(error)].join('\n');
  for (const field of TOLD) {
    const value = (error as unknown as Record<string, unknown>)[field];
    if (typeof value === 'string' || typeof value === 'number') Object.assign(report, { [field]: value });
  }
  if (typeof known.query === 'string') Object.assign(report, { query: known.query.slice(0, LONGEST_QUERY) });
  if (error.cause !== undefined && depth < DEEPEST) report.cause = errorReport(error.cause, depth + 1);
  return report;
}

function places({ stack = '' }: Error): string[] {
  return stack.split('\n').filter((line) => /^\s+at /.test(line));
}
