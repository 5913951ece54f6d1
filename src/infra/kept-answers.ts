import type { Clock } from './clock.js';

/** From here on an answer is dear: it is kept for so many times as long as it took. */
const DEAR_MS = 1_000;
const TIMES_KEPT = 4;
const MOST_KEPT = 200;

interface Kept<T> {
  askedAt: number;
  /** By the process's own time; a clock may stand still. */
  beganAt: number;
  tookMs: number | undefined;
  answer: Promise<T>;
}

/**
 * Answers that cost the database much, each given to all who ask for it while it is worked out and for a while after:
 * however many look at them, they are worked out in a fifth of the time at most. A failure is not kept.
 */
export class KeptAnswers<T> {
  private readonly kept = new Map<string, Kept<T>>();

  /** @param leastMs for how long every answer is kept, also one that costs little */
  constructor(
    private readonly clock: Clock,
    private readonly leastMs: number,
  ) {}

  /** @throws whatever `read` throws */
  of(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.kept.get(key);
    return known && this.isFresh(known) ? known.answer : this.read(key, read);
  }

  private isFresh({ askedAt, beganAt, tookMs }: Kept<T>): boolean {
    const took = tookMs ?? performance.now() - beganAt;
    const keptMs = took >= DEAR_MS ? took * (1 + TIMES_KEPT) : 0;
    return this.clock.now().getTime() - askedAt < Math.max(this.leastMs, keptMs);
  }

  private read(key: string, read: () => Promise<T>): Promise<T> {
    const beganAt = performance.now();
    const entry: Kept<T> = { askedAt: this.clock.now().getTime(), beganAt, tookMs: undefined, answer: read() };
    // Set anew it is the youngest; the oldest goes.
    this.kept.delete(key);
    this.kept.set(key, entry);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    entry.answer.then(
      () => (entry.tookMs = performance.now() - beganAt),
      () => this.kept.get(key) === entry && this.kept.delete(key),
    );
    return entry.answer;
  }
}
