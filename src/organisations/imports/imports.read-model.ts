import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type {
  ImportLineList,
  ImportLineQuery,
  ImportLineView,
  ImportView,
} from '../../contracts/organisation.contract.js';
import type { Locale } from '../../contracts/vocabulary.js';
import { type Actor, hasRight } from '../../infra/actor.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { AppError } from '../../infra/errors.js';
import type { Cell } from '../../infra/spreadsheet/cell.js';
import { writeCsv } from '../../infra/spreadsheet/write-csv.js';
import { type ImportColumn, ImportKinds, type ImportLineError } from './import-kinds.js';
import { importRuleText } from './import-rules.js';

const PAGE = 100;
const REASON: Record<Locale, [string, string]> = { 'zh-CN': ['行号', '错误原因'], en: ['Line', 'Reason'] };

export interface ImportRow extends Record<string, unknown>, Omit<ImportView, 'createdAt' | 'failureDetail'> {
  createdAt: Date;
}

type BatchRow = ImportRow & { path: string };

/** Of `import_batch b` and its `file f`. */
export const IMPORT_COLUMNS = `b.id, b.kind, b.state, b.failure, f.name AS "fileName", b.lines,
  b.wrong_lines AS "wrongLines", b.done_lines AS "doneLines", b.creates, b.updates, b.created_at AS "createdAt"`;

interface LineRow extends Record<string, unknown>, Omit<ImportLineView, 'errors'> {
  errors: ImportLineError[];
}

/** Imports as those who may commit them see them. */
@Injectable()
export class ImportViews {
  constructor(
    private readonly reads: ReadPool,
    private readonly kinds: ImportKinds,
  ) {}

  /** @throws AppError `import.not_found`, `access.denied` */
  async one(actor: Actor, id: string): Promise<ImportView> {
    const { path: _path, ...row } = await this.permitted(actor, id);
    return importView(row);
  }

  /** @throws AppError `import.not_found`, `access.denied` */
  async lines(actor: Actor, id: string, { wrong, after }: ImportLineQuery): Promise<ImportLineList> {
    const { kind } = await this.permitted(actor, id);
    const rows = await this.page(id, { wrong: wrong !== undefined, after: Number(after ?? 0), limit: PAGE + 1 });
    const lines = rows.slice(0, PAGE).map((row) => viewOf(row, actor.locale));
    const columns = this.kinds.get(kind).columns.map(({ name, title }) => ({ name, title }));
    return { columns, lines, next: rows.length > PAGE ? (lines.at(-1)?.line ?? null) : null };
  }

  /** The wrong lines as they were uploaded, with the reasons beside them; it can be corrected and uploaded again. */
  async wrongLines(actor: Actor, id: string): Promise<Readable> {
    const { kind } = await this.permitted(actor, id);
    return writeCsv(this.table(id, this.kinds.get(kind).columns, actor.locale));
  }

  private async *table(id: string, columns: readonly ImportColumn[], locale: Locale): AsyncGenerator<Cell[]> {
    yield [...columns.map(({ title }) => title), ...REASON[locale]];
    for (let after: number | undefined = 0; after !== undefined;) {
      const rows: LineRow[] = await this.page(id, { wrong: true, after, limit: PAGE });
      for (const row of rows) yield tableLine(viewOf(row, locale), columns);
      after = rows.at(-1)?.line;
    }
  }

  private page(id: string, { wrong, after, limit }: { wrong: boolean; after: number; limit: number }) {
    return this.reads.query<LineRow>(
      `SELECT line, cells, action, errors FROM import_line
       WHERE batch_id = $1 AND line > $2 AND (NOT $3 OR action = 'refuse') ORDER BY line LIMIT $4`,
      [id, after, wrong, limit],
    );
  }

  private async permitted(actor: Actor, id: string): Promise<BatchRow> {
    const [row] = await this.reads.query<BatchRow>(
      `SELECT ${IMPORT_COLUMNS}, o.path
       FROM import_batch b
       JOIN organisation o ON o.id = b.organisation_id
       JOIN file f ON f.id = b.file_id
       WHERE b.id = $1`,
      [id],
    );
    if (!row) throw new AppError('import.not_found');
    if (!hasRight(actor, this.kinds.get(row.kind).right, row.path)) throw new AppError('access.denied');
    return row;
  }
}

export function importView({ createdAt, failure, ...row }: ImportRow): ImportView {
  const [code = null, detail = null] = failure?.split(/:(.*)/s) ?? [];
  return { ...row, failure: code, failureDetail: detail, createdAt: createdAt.toISOString() };
}

function viewOf({ line, cells, action, errors }: LineRow, locale: Locale): ImportLineView {
  const told = errors.map(({ column, rule, other }) => ({ column, rule, text: importRuleText(rule, other, locale) }));
  return { line, cells, action, errors: told };
}

function tableLine({ line, cells, errors }: ImportLineView, columns: readonly ImportColumn[]): Cell[] {
  const titles = new Map(columns.map(({ name, title }) => [name, title]));
  const reasons = errors.map(({ column, text }) => `${titles.get(column) ?? column}: ${text}`).join('; ');
  return [...columns.map(({ name }) => cells[name] ?? ''), line, reasons];
}
