import type { Machine } from './machine.js';
import type { Part } from './rounds.js';

/** What a bench is given: how to say what it is doing, and the machine to wait for and to blame. */
export interface BenchContext {
  machine: Machine;
  say(line: string): void;
}

/** One thing that can be measured. Bounded in count and time, on the loopback interface only, ends by itself. */
export interface Bench {
  name: string;
  summary: string;
  run(context: BenchContext): Promise<BenchResult>;
}

export interface BenchResult {
  parts: Part[];
  /** Figures derived from the medians, in the words in which they are quoted. */
  conclusions: Record<string, number | string>;
  /** How it was counted, and what stands between these figures and the real thing. */
  notes: string[];
  /** What makes this run less trustworthy: a generator that was too busy, a machine that was not quiet. */
  warnings: string[];
}

/** Generators and receivers above this share of a core may be what was measured. */
export const BUSY_GENERATOR = 0.7;
