import { Injectable } from '@nestjs/common';
import type { Right } from '../../contracts/rights.js';
import type { ImportKind } from '../../contracts/vocabulary.js';
import { type Actor, hasRight } from '../../infra/actor.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import type { ImportRule } from './import-rules.js';

export interface ImportColumn {
  /** Under which a line's cells and errors name it. */
  name: string;
  /** Heading in the template. */
  title: string;
  /** Other headings by which people call it. */
  aliases: readonly string[];
  /** A table without it cannot be read at all. */
  required: boolean;
  /** For the template: a cell of the example line, and what the column takes. */
  example: string;
  note: string;
}

/** For whom something is imported. */
export interface ImportScope {
  organisationId: string;
  /** Path of that organisation: nothing outside of it may be touched. */
  path: string;
  /** What else it belongs to (a venue), if to something. */
  subjectId: string | null;
}

export type Cells = Readonly<Record<string, string>>;

export interface ImportLineError {
  /** Name of a column. */
  column: string;
  rule: ImportRule;
  /** Line of the same file that it collides with. */
  other?: number;
}

export type CheckedLine<Row> =
  { action: 'create' | 'update'; row: Row; errors: [] } | { action: 'refuse'; row: null; errors: ImportLineError[] };

export interface ImportLineCells {
  /** As people see it at the edge of their spreadsheet. */
  line: number;
  cells: Cells;
}

/** Runs SQL, inside a transaction or not. */
export type Query = <Row extends Record<string, unknown>>(sql: string, parameters?: unknown[]) => Promise<Row[]>;

/** A kind of table that can be imported. Up to 20,000 lines: nothing may take a statement per line. */
export interface ImportDefinition<Row> {
  kind: ImportKind;
  /** Name of the template. */
  title: string;
  columns: readonly ImportColumn[];
  /** Held at the organisation's path by whoever uploads, looks and commits. */
  right: Right;
  /** Begins only on a route of its own, which names what it belongs to. */
  hasSubject: boolean;
  /** Before the check of a commit: holds what the lines refer to, so that it stays as it is found. */
  hold?: (tx: Tx, scope: ImportScope) => Promise<void>;
  /** One answer per line, in their order. */
  check: (query: Query, scope: ImportScope, lines: readonly ImportLineCells[]) => Promise<CheckedLine<Row>[]>;
  /** Writes all lines; runs in the transaction that has just checked them. @throws ImportStale */
  apply: (
    tx: Tx,
    scope: ImportScope,
    lines: readonly { action: 'create' | 'update'; row: Row }[],
    progress: (done: number) => Promise<void>,
  ) => Promise<void>;
}

/** Somebody was quicker: what the check found free is taken. Everything is rolled back and the preview made anew. */
export class ImportStale extends Error {
  override readonly name = 'ImportStale';
}

/** Which tables can be imported; each room registers its own kinds, before the server starts. */
@Injectable()
export class ImportKinds {
  private readonly definitions = new Map<ImportKind, ImportDefinition<unknown>>();

  register<Row>(definition: ImportDefinition<Row>): void {
    if (this.definitions.has(definition.kind)) throw new Error(`Import ${definition.kind} is registered twice`);
    this.definitions.set(definition.kind, definition as ImportDefinition<unknown>);
  }

  get(kind: ImportKind): ImportDefinition<unknown> {
    const definition = this.definitions.get(kind);
    if (!definition) throw new AppError('request.invalid', { fields: [{ path: 'kind', rule: 'isIn' }] });
    return definition;
  }

  /** Those that somebody may import at the organisation with that path. */
  permitted(actor: Actor, path: string): ImportKind[] {
    return [...this.definitions.values()].filter(({ right }) => hasRight(actor, right, path)).map(({ kind }) => kind);
  }
}
