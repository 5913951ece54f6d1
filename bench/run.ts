import { relative } from 'node:path';
import { BENCHES } from './benches.js';
import type { Bench } from './bench.js';
import { endAll, endOnSignals } from './ending.js';
import { Machine } from './machine.js';
import { printResult, writeResult } from './report.js';

function list(): void {
  console.log('npm run bench -- NAME\n');
  const width = Math.max(...BENCHES.map(({ name }) => name.length));
  for (const { name, summary } of BENCHES) console.log(`  ${name.padEnd(width)}  ${summary}`);
}

async function measure(bench: Bench): Promise<void> {
  const say = (line: string): void => console.log(`${new Date().toISOString().slice(11, 19)}  ${line}`);
  const machine = new Machine(say);
  const result = await bench.run({ machine, say });
  result.warnings.push(...machine.warnings);
  printResult(result);
  console.log(`\n  Written to ${relative(process.cwd(), writeResult(bench, result, machine))}`);
}

async function main(names: string[]): Promise<number> {
  if (names.length === 0) {
    list();
    return 0;
  }
  const bench = BENCHES.find(({ name }) => name === names[0]);
  if (!bench || names.length > 1) {
    console.error(`There is no such bench: ${names.join(' ')}\n`);
    list();
    return 2;
  }
  endOnSignals();
  try {
    await measure(bench);
    return 0;
  } catch (error) {
    console.error(error);
    return 1;
  } finally {
    await endAll();
  }
}

process.exit(await main(process.argv.slice(2)));
