import { type Spread, spreadOf } from './statistics.js';

export type Values = Record<string, number>;

/** One of the things compared: the system under test, a peer, the floor, a loser. */
export interface Variant {
  name: string;
  measure(): Promise<Values>;
}

export interface RoundRecord {
  round: number;
  variant: string;
  /** The first round warms caches and compilers; it is recorded and not counted. */
  counted: boolean;
  values: Values;
}

/** Variants measured side by side. */
export interface Part {
  title: string;
  rounds: RoundRecord[];
  /** By variant, then by value. */
  summary: Record<string, Record<string, Spread>>;
}

/** One that is dropped and five that count. */
export const ROUNDS = 6;

/** Measures A/B/A/B..., so that whatever drifts on the machine meets all variants alike. */
export async function interleave(
  title: string,
  variants: Variant[],
  { rounds = ROUNDS, before = async () => {}, say = () => {} }: InterleaveOptions = {},
): Promise<Part> {
  const records: RoundRecord[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, measure } of variants) {
      await before();
      const values = await measure();
      records.push({ round, variant: name, counted: round > 0, values });
      say(`${title} · round ${round + 1}/${rounds} · ${name}: ${inWords(values)}`);
    }
  }
  return { title, rounds: records, summary: summarise(records) };
}

export interface InterleaveOptions {
  rounds?: number;
  /** Before each measurement: waiting for a quiet machine. */
  before?: () => Promise<void>;
  say?: (line: string) => void;
}

export function summarise(records: RoundRecord[]): Part['summary'] {
  const summary: Part['summary'] = {};
  for (const { variant } of records) {
    const counted = records.filter((record) => record.variant === variant && record.counted);
    const names = Object.keys(counted[0]?.values ?? {});
    summary[variant] ??= Object.fromEntries(
      names.map((name) => [name, spreadOf(counted.map(({ values }) => values[name] ?? NaN))]),
    );
  }
  return summary;
}

/** Median of one value of one variant; NaN when it was not measured. */
export function medianOf(part: Part, variant: string, value: string): number {
  return part.summary[variant]?.[value]?.median ?? NaN;
}

export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return value.toFixed(size >= 1000 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4);
}

function inWords(values: Values): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${shortNumber(value)}`)
    .join(', ');
}
