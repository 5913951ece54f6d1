import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, BenchResult } from './bench.js';
import type { Machine } from './machine.js';
import { inRoot } from './paths.js';
import { type Part, shortNumber } from './rounds.js';

/** Prints medians with their spread, conclusions, notes and warnings. */
export function printResult({ parts, conclusions, notes, warnings }: BenchResult): void {
  for (const part of parts) printPart(part);
  console.log();
  for (const [what, value] of Object.entries(conclusions)) {
    console.log(`  ${what}: ${typeof value === 'number' ? shortNumber(value) : value}`);
  }
  console.log();
  for (const note of notes) console.log(`  ${note}`);
  for (const warning of warnings) console.log(`  ! ${warning}`);
}

function printPart({ title, rounds, summary }: Part): void {
  const counted = new Set(rounds.filter((record) => record.counted).map(({ round }) => round)).size;
  console.log(`\n${title} (median of ${counted} rounds, least to most)`);
  const variants = Object.keys(summary);
  const names = [...new Set(variants.flatMap((variant) => Object.keys(summary[variant] ?? {})))];
  const rows = names.map((name) => [
    name,
    ...variants.map((variant) => {
      const spread = summary[variant]?.[name];
      if (!spread) return '-';
      return `${shortNumber(spread.median)} (${shortNumber(spread.least)} to ${shortNumber(spread.most)})`;
    }),
  ]);
  printTable([['', ...variants], ...rows]);
}

function printTable(rows: string[][]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
  }
}

/** Writes everything, rounds included, to `bench/results/NAME.json`; returns its path. */
export function writeResult(bench: Bench, result: BenchResult, machine: Machine): string {
  const folder = inRoot('bench/results');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${bench.name}.json`);
  const { parts, conclusions, notes, warnings } = result;
  const content = { bench: bench.name, environment: machine.describe(), conclusions, notes, warnings, parts };
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}
