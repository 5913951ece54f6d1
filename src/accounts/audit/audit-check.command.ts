import { parseArgs } from 'node:util';
import pg from 'pg';
import type { AuditCheckReport, AuditFault } from '../../contracts/audit.contract.js';
import type { AuditFaultKind } from '../../contracts/vocabulary.js';
import { Clock } from '../../infra/clock.js';
import { type NotedHead, readHead, walkAudit, writeHead } from './audit-walk.js';

const USAGE = `npm run audit-check -- [--expect <no>:<hash>]
  逐条核对审计记录的封存链; 有问题时以 1 结束
  Walks the audit's hash chain; ends with 1 if anything is wrong.
  --expect  以前记下的链头, 必须仍在链中; 末尾被截去或整链被重做, 只有这样才能发现
            a head noted earlier that must still be in the chain: the only way to see
            an end that was cut off, or a chain made anew`;

const FAULTS: Record<AuditFaultKind, string> = {
  entry_changed: '记录或封存被改动 / the entry or its seal was changed',
  entry_missing: '记录已不存在 / the entry is gone',
  seal_missing: '此号之前缺号 / numbers are missing before this one',
  link_broken: '与上一号不衔接 / does not follow from the one before',
  entry_unsealed: '超过 10 分钟未封存 / not sealed for more than 10 minutes',
  head_missing: '链中没有这一号 / this number is not in the chain',
  head_differs: '此号已是另一条 / another one stands at this number',
};

/**
 * `npm run audit-check`: reads as whoever the address names, the owner or the server's own login.
 *
 * @returns the exit code: 0 when all is well, 1 when something is wrong or could not be checked
 */
export async function auditCheck(
  args: string[],
  readDatabaseUrl: () => string,
  print: (line: string) => void,
): Promise<number> {
  try {
    const { values } = parseArgs({
      args,
      options: { expect: { type: 'string' }, help: { type: 'boolean', default: false } },
    });
    const expected = values.expect === undefined ? null : readHead(values.expect);
    if (values.help || (values.expect !== undefined && !expected)) {
      print(USAGE);
      return values.help ? 0 : 1;
    }
    const report = await check(readDatabaseUrl(), expected);
    for (const line of reportLines(report)) print(line);
    return report.ok ? 0 : 1;
  } catch (error) {
    print(`✗ 未能核对 / could not check: ${(error as Error).message || String(error)}`);
    return 1;
  }
}

async function check(databaseUrl: string, expected: NotedHead | null): Promise<AuditCheckReport> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'yunqiao-audit-check',
    options: '-c default_transaction_read_only=on',
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
  });
  await client.connect();
  try {
    const read = async <Row extends object>(sql: string, parameters: unknown[]): Promise<Row[]> =>
      (await client.query<Row>(sql, parameters)).rows;
    return await walkAudit(read, new Clock().now(), expected);
  } finally {
    await client.end();
  }
}

function reportLines({ ok, entries, seals, head, faultCount, faults }: AuditCheckReport): string[] {
  return [
    `记录 / entries  ${entries}`,
    `封存 / seals    ${seals}`,
    `链头 / head     ${writeHead(head)}`,
    ...faults.map(faultLine),
    ...(faultCount > faults.length ? [`… ${faultCount - faults.length}`] : []),
    ok ? '● 完好 / intact' : `✗ ${faultCount} 处问题 / faults: ${faultCount}`,
  ];
}

function faultLine({ kind, no, entryId }: AuditFault): string {
  return `✗ ${no === null ? '-' : `no. ${no}`}  ${FAULTS[kind]}${entryId ? `  ${entryId}` : ''}`;
}
