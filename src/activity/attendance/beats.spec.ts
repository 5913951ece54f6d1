import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advance, BEAT_S, begin, type Beat, type BeatState, FIRST_BEAT_S, type Stretch } from './beats.js';

const START = Date.UTC(2026, 2, 1, 1);
/** One beat, and the way of a page's message to the server. */
const ONE_BEAT = BEAT_S * 1000 + 1_500;

type Kind = Stretch['kind'];
/** Seconds from the beginning: the page is open, and plays in these parts of it. */
interface Visit {
  seconds: number;
  plays: [number, number][];
}

const visits: fc.Arbitrary<Visit> = fc
  .record({
    seconds: fc.integer({ min: 1, max: 1800 }),
    changes: fc.uniqueArray(fc.integer({ min: 0, max: 1800 }), { maxLength: 8 }),
  })
  .map(({ seconds, changes }) => {
    const inside = [...changes].filter((at) => at < seconds).sort((a, b) => a - b);
    const plays = inside.flatMap((from, i): [number, number][] => (i % 2 ? [] : [[from, inside[i + 1] ?? seconds]]));
    return { seconds, plays };
  });

const playedUntil = ({ plays }: Visit, at: number) =>
  plays.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(at, to) - from), 0);

/** The beats of a page: at its beginning, after 10 s, every 20 s, at every change, and when it is closed. */
function beatsOf(visit: Visit): { at: number; beat: Beat }[] {
  const regular = [0, FIRST_BEAT_S];
  for (let at = FIRST_BEAT_S + BEAT_S; at < visit.seconds; at += BEAT_S) regular.push(at);
  const all = [...new Set([...regular, ...visit.plays.flat(), visit.seconds])].filter((at) => at <= visit.seconds);
  return all
    .sort((a, b) => a - b)
    .map((at) => {
      const playing = visit.plays.some(([from, to]) => at >= from && at < to);
      return { at, beat: { playing, played: playedUntil(visit, at), way: 'hls' as const } };
    });
}

/** Keeps what a server would have written: of each interval the latest end. */
class Kept {
  private readonly byId = new Map<string, Stretch>();
  private ids = 0;
  readonly newId = () => `id-${(this.ids += 1)}`;

  take(stretches: Stretch[]): void {
    for (const stretch of stretches) {
      const known = this.byId.get(stretch.id);
      this.byId.set(stretch.id, known && known.to > stretch.to ? known : stretch);
    }
  }

  get rows(): number {
    return this.byId.size;
  }

  /** Milliseconds of the union of all intervals of a kind. */
  union(kind: Kind): number {
    const spans = [...this.byId.values()].filter((stretch) => stretch.kind === kind).sort((a, b) => a.from - b.from);
    let [sum, until] = [0, -Infinity];
    for (const { from, to } of spans) {
      sum += Math.max(0, to - Math.max(from, until));
      until = Math.max(until, to);
    }
    return sum;
  }
}

interface Way {
  lost: boolean;
  /** The answer does not arrive: the page goes on with the ticket that it has. */
  unanswered: boolean;
  doubled: boolean;
  /** Milliseconds until it arrives. */
  delay: number;
}

function send(visit: Visit, ways: Way[], kept = new Kept()): Kept {
  let state: BeatState | null = null;
  beatsOf(visit).forEach(({ at, beat }, i) => {
    const { lost, unanswered, doubled, delay } = ways[i % ways.length]!;
    if (lost) return;
    const carried = state;
    for (const again of doubled ? [0, 700] : [0]) {
      const now = START + at * 1000 + delay + again;
      const next = carried ? advance(carried, beat, now, kept.newId) : begin(beat, now, kept.newId);
      kept.take(next.stretches);
      if (!unanswered && again === 0) state = next.state;
    }
  });
  return kept;
}

const FINE: Way = { lost: false, unanswered: false, doubled: false, delay: 0 };

describe('beats', () => {
  it('of a good line give the exact time', () => {
    fc.assert(
      fc.property(visits, (visit) => {
        const kept = send(visit, [FINE]);
        expect(kept.union('stay')).toBe(visit.seconds * 1000);
        expect(kept.union('watch')).toBe(playedUntil(visit, visit.seconds) * 1000);
      }),
    );
  });

  it('of which one in five is lost, doubled or unanswered give it within one beat', () => {
    const flaw = fc.constantFrom('lost', 'unanswered', 'doubled', 'fine', 'fine', 'fine', 'fine', 'fine');
    const ways = fc.array(fc.record({ flaw, delay: fc.integer({ min: 0, max: 1_000 }) }), {
      minLength: 5,
      maxLength: 60,
    });
    fc.assert(
      fc.property(visits, ways, (visit, list) => {
        // Two in a row cost two beats where they are a page's last ones; without its first a page begins with the second.
        const flawed = list.map(({ flaw: is, delay }, i): Way => {
          const inRow = i === 0 || list[i - 1]!.flaw !== 'fine';
          return { ...FINE, delay, ...(is === 'fine' || inRow ? {} : { [is]: true }) };
        });
        const kept = send(visit, flawed);
        const watched = playedUntil(visit, visit.seconds) * 1000;
        expect(kept.union('stay')).toBeLessThanOrEqual(visit.seconds * 1000 + 2_000);
        expect(kept.union('watch')).toBeLessThanOrEqual(kept.union('stay'));
        // A pause of which nobody heard is none where it is shorter than the slack.
        const pauses = visit.plays.length * 3_000;
        expect(Math.abs(kept.union('watch') - watched)).toBeLessThanOrEqual(ONE_BEAT + pauses);
      }),
    );
  });

  it('credits nothing of a time without beats, and an interval ends at the last one', () => {
    const kept = new Kept();
    const play = (played: number): Beat => ({ playing: true, played, way: 'webrtc' });
    let { state, stretches } = begin(play(0), START, kept.newId);
    kept.take(stretches);
    for (const [at, played] of [
      [10, 10],
      [30, 30],
      // The lid was shut for an hour; the player says that it has played on.
      [3630, 3630],
      [3650, 3650],
    ] as const) {
      ({ state, stretches } = advance(state, play(played), START + at * 1000, kept.newId));
      kept.take(stretches);
    }
    expect(kept.union('stay')).toBe(50_000);
    expect(kept.union('watch')).toBe(50_000);
    expect(kept.rows).toBe(4);
  });

  it('a page that says that it plays, while nothing moves, is not watched', () => {
    const still: Beat = { playing: true, played: 12, way: 'hls' };
    const first = begin(still, START, () => 'a');
    const next = advance(first.state, still, START + 20_000, () => 'b');
    expect(next.stretches.map(({ kind }) => kind)).toEqual(['stay']);
  });

  it('a page cannot have played more than has passed', () => {
    const kept = new Kept();
    const { state } = begin({ playing: true, played: 0, way: 'hls' }, START, kept.newId);
    kept.take(advance(state, { playing: true, played: 86_400, way: 'hls' }, START + 20_000, kept.newId).stretches);
    expect(kept.union('watch')).toBe(20_000);
  });

  it('another way of receiving begins another interval, without a hole', () => {
    const kept = new Kept();
    let { state } = begin({ playing: true, played: 0, way: 'webrtc' }, START, kept.newId);
    const ways = [];
    for (const [at, way] of [
      [20, 'webrtc'],
      [25, 'hls'],
      [45, 'hls'],
    ] as const) {
      const next = advance(state, { playing: true, played: at, way }, START + at * 1000, kept.newId);
      kept.take(next.stretches);
      ways.push(...next.stretches.filter(({ kind }) => kind === 'watch').map((stretch) => stretch.way));
      state = next.state;
    }
    expect(ways).toEqual(['webrtc', 'webrtc', 'hls']);
    expect(kept.union('watch')).toBe(45_000);
  });

  it('is patient with a clock that is a little behind', () => {
    const { state } = begin({ playing: true, played: 0, way: 'hls' }, START, () => 'a');
    const { stretches } = advance(state, { playing: true, played: 5, way: 'hls' }, START - 3_000, () => 'b');
    expect(stretches).toEqual([{ id: 'a', kind: 'stay', from: START, to: START, way: 'hls' }]);
  });
});
