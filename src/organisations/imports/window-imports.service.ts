import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { batches, holdWindows } from './import-batches.js';
import { ImportKinds, ImportStale } from './import-kinds.js';
import { WindowIndex } from '../network/window-index.js';
import { checkWindows, WINDOW_COLUMNS, type WindowLine } from '../network/window-lines.js';

/** Windows from a table: new ones, and the particulars (plan, dates, addresses) of those that are known. */
@Injectable()
export class WindowImports implements OnModuleInit {
  constructor(
    private readonly kinds: ImportKinds,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.kinds.register<WindowLine>({
      kind: 'window',
      title: '窗口平台',
      columns: WINDOW_COLUMNS,
      right: 'organisation.arrange',
      hasSubject: false,
      hold: (tx, scope) => holdWindows(tx, scope, 'NO KEY UPDATE'),
      check: async (query, scope, lines) => checkWindows(scope, await WindowIndex.read(query), lines),
      apply: async (tx, _scope, lines, progress) => {
        const ofAction = (wanted: string) => lines.filter(({ action }) => action === wanted).map(({ row }) => row);
        await this.create(tx, ofAction('create'));
        await this.update(tx, ofAction('update'));
        await progress(lines.length);
      },
    });
  }

  /** In the order of the file: a parent stands before what lies below it. */
  private async create(tx: Tx, rows: WindowLine[]): Promise<void> {
    for (const { batch } of batches(rows)) {
      const made = await tx.query(
        `INSERT INTO organisation (id, kind, name, level, area_code, parent_id, path, planned_year, in_plan, built_on,
                                   address, telephone, introduction, created_at, updated_at)
         SELECT id, 'window', name, level, area_code, parent_id, path, planned_year, in_plan, built_on, address,
                telephone, introduction, $1, $1
         FROM ${UNNESTED}
         ON CONFLICT (area_code) WHERE kind = 'window' AND state <> 'merged' DO NOTHING RETURNING 1`,
        [this.clock.now(), ...columnsOf(batch)],
      );
      if (made.length < batch.length) throw new ImportStale();
    }
  }

  private async update(tx: Tx, rows: WindowLine[]): Promise<void> {
    for (const { batch } of batches(rows)) {
      await tx.query(
        `UPDATE organisation o
         SET name = row.name, planned_year = coalesce(row.planned_year, o.planned_year),
             in_plan = coalesce(row.in_plan, o.in_plan), built_on = coalesce(row.built_on, o.built_on),
             address = coalesce(nullif(row.address, ''), o.address),
             telephone = coalesce(nullif(row.telephone, ''), o.telephone),
             introduction = coalesce(nullif(row.introduction, ''), o.introduction), updated_at = $1
         FROM ${UNNESTED} WHERE o.id = row.id`,
        [this.clock.now(), ...columnsOf(batch)],
      );
    }
  }
}

const UNNESTED = `
  unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::int[], $9::bool[], $10::date[],
         $11::text[], $12::text[], $13::text[])
    AS row (id, name, level, area_code, parent_id, path, planned_year, in_plan, built_on, address, telephone,
            introduction)`;
const NAMES = [
  ...(['id', 'name', 'level', 'areaCode', 'parentId', 'path', 'plannedYear'] as const),
  ...(['inPlan', 'builtOn', 'address', 'telephone', 'introduction'] as const),
] satisfies (keyof WindowLine)[];

function columnsOf(rows: readonly WindowLine[]): unknown[][] {
  return NAMES.map((name) => rows.map((row) => row[name]));
}
