import type { BeatAnswer, BeatRequest, WatchWay } from '../../src/contracts/index.js';
import { asFailure } from '../connection/failure.js';
import { fullJitter } from '../connection/retry.js';

/** What the page shows at this moment. */
export interface Attended {
  /** There is something to attend, and the viewer has been let in. */
  present: boolean;
  playing: boolean;
  way: WatchWay;
}

export interface BeatLine {
  /** Over the socket, or by HTTP where there is none; also a page's first beat. */
  send: (beat: BeatRequest) => Promise<BeatAnswer>;
  /** As the last thing of a page that is left: nobody waits for an answer. */
  beacon: (beat: BeatRequest) => void;
  /** Calls `ring` after so many milliseconds, also in a hidden page. */
  alarm: (ms: number) => void;
}

/** Changes in quick succession (a player that stutters) are told together. */
const CHANGE_MS = 1_000;
const FAILED = { base: 2_000, cap: 20_000 };
/** Asked again although it was refused: access may be given later. */
const REFUSED_MS = 60_000;

/**
 * The beats of one page: at its beginning, when the server says, and at every change of what is played. The seconds that
 * were played are counted here, because only the page knows them; when, the server alone decides.
 */
export class Attendance {
  private ticket: string | undefined;
  private shown: Attended = { present: false, playing: false, way: 'hls' };
  private played = 0;
  private countedAt = 0;
  private sending = false;
  private changed = false;
  private failures = 0;
  private closed = false;

  constructor(
    private readonly line: BeatLine,
    private readonly channel: () => string | undefined,
    private readonly now: () => number = () => performance.now(),
  ) {}

  show(shown: Attended): void {
    const before = this.shown;
    this.count();
    this.shown = shown;
    if (this.closed || !(shown.present || before.present)) return;
    if (!before.present) return void this.beat();
    const same = before.playing === shown.playing && before.way === shown.way && before.present === shown.present;
    if (!same) this.line.alarm(CHANGE_MS);
  }

  /** The alarm rang. */
  ring(): void {
    if (this.shown.present || this.ticket) void this.beat();
  }

  /** The page is left, perhaps for good. */
  leave(): void {
    if (this.ticket) this.line.beacon({ ...this.tell(), playing: false });
  }

  close(): void {
    if (!this.closed) this.leave();
    this.closed = true;
  }

  private async beat(): Promise<void> {
    if (this.closed) return;
    if (this.sending) {
      this.changed = true;
      return;
    }
    this.sending = true;
    const goesOn = this.shown.present;
    let next: number;
    try {
      const { ticket, nextInSeconds } = await this.line.send(this.tell());
      this.ticket = goesOn ? ticket : undefined;
      this.failures = 0;
      next = nextInSeconds * 1000;
    } catch (error) {
      next = this.afterFailure(error);
    }
    this.sending = false;
    if (this.closed || !(goesOn || this.shown.present)) return;
    this.line.alarm(this.changed ? CHANGE_MS : next);
    this.changed = false;
  }

  /** Milliseconds until the next try. A ticket that the server does not take is thrown away: the page begins anew. */
  private afterFailure(error: unknown): number {
    const failure = asFailure(error);
    if (failure.isPassing) {
      this.failures += 1;
      return Math.max(failure.retryAfterMs, fullJitter(this.failures, FAILED));
    }
    const hadTicket = this.ticket !== undefined;
    this.ticket = undefined;
    return hadTicket ? CHANGE_MS : REFUSED_MS;
  }

  private tell(): BeatRequest {
    this.count();
    const { playing, way, present } = this.shown;
    const channel = this.channel();
    return {
      playing: playing && present,
      played: Math.round(this.played * 10) / 10,
      way,
      ...(this.ticket !== undefined && { ticket: this.ticket }),
      ...(channel !== undefined && { channel }),
    };
  }

  private count(): void {
    const now = this.now();
    if (this.shown.playing) this.played += (now - this.countedAt) / 1000;
    this.countedAt = now;
  }
}
