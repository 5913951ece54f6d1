import { Injectable } from '@nestjs/common';
import type {
  FrontPage,
  RecordingGap,
  SessionCard,
  SessionListState,
  SessionPage,
} from '../contracts/session.contract.js';
import { AgendaItems } from '../events/agenda/agenda-items.read-model.js';
import { Clock } from '../infra/clock.js';
import { ReadPool } from '../infra/database/read-pool.js';
import { AppError } from '../infra/errors.js';
import { recordingGaps, type TakeSpan } from './recording-gaps.js';
import { type ReplayLine, ReplayLines } from './replay/replay-lines.read-model.js';
import { type CardRow, SessionCards } from './session-cards.read-model.js';
import { LISTED, PLACE, STAGES } from './session-list.js';
import { shareImage } from './share-image.js';

const LIST_LENGTH = 60;
const FRONT_PAGE_MS = 1_000;

/** What the public pages show: the front page and a session's page. Sessions by link appear on no list. */
@Injectable()
export class SessionPages {
  private front: { page: Promise<FrontPage>; readAt: number } | null = null;

  constructor(
    private readonly reads: ReadPool,
    private readonly cards: SessionCards,
    private readonly agendas: AgendaItems,
    private readonly clock: Clock,
    private readonly lines: ReplayLines,
  ) {}

  /** One snapshot a second for everybody: the front page is the first thing that a crowd asks for. */
  frontPage(): Promise<FrontPage> {
    if (this.front && Date.now() - this.front.readAt < FRONT_PAGE_MS) return this.front.page;
    const page = this.readFrontPage();
    this.front = { page, readAt: Date.now() };
    page.catch(() => {
      this.front = null;
    });
    return page;
  }

  private async readFrontPage(): Promise<FrontPage> {
    const [live, upcoming, replays] = await Promise.all([
      this.listed('live'),
      this.listed('upcoming'),
      this.listed('replay'),
    ]);
    return { live, upcoming, replays, now: this.clock.now().toISOString() };
  }

  /** @throws AppError `session.not_found` */
  async page(id: string): Promise<Omit<SessionPage, 'entry'>> {
    const [row] = await this.cards.rows('WHERE s.id = $1', [id]);
    if (!row) throw new AppError('session.not_found');
    const hidden = row.state === 'replay' && row.hidden;
    const [card, agenda, line] = await Promise.all([this.cards.card(row), this.agendas.of(id), this.line(row)]);
    return {
      ...card,
      description: row.description,
      cancelReason: row.cancelReason,
      shareImageUrl: shareImage(card),
      agenda,
      gaps: line.gaps,
      chapters: line.chapters,
      replayHidden: hidden,
      downloadUrl: row.downloadUrl && !hidden && !row.cut ? row.downloadUrl : null,
      streams: streamAddresses(id),
      now: this.clock.now().toISOString(),
    };
  }

  private async listed(state: SessionListState): Promise<SessionCard[]> {
    const parameters: unknown[] = [];
    const stage = STAGES[state](() => `$${parameters.push(this.clock.now())}`);
    const order = `ORDER BY ${PLACE}, s.id LIMIT ${LIST_LENGTH}`;
    return this.cards.listed(await this.cards.rows(`WHERE ${LISTED} AND ${stage} ${order}`, parameters));
  }

  /** Of a replay as it is shown; else the pauses between the takes. */
  private async line({ id, state }: CardRow): Promise<ReplayLine> {
    const shown = state === 'replay' ? await this.lines.of(id) : null;
    return shown ?? { chapters: [], gaps: await this.gaps(id) };
  }

  private async gaps(sessionId: string): Promise<RecordingGap[]> {
    const takes = await this.reads.query<TakeSpan & Record<string, unknown>>(
      `SELECT started_at AS "startedAt", duration_ms AS "durationMs" FROM programme_take
       WHERE session_id = $1 AND duration_ms > 0 ORDER BY take`,
      [sessionId],
    );
    return recordingGaps(takes);
  }
}

export function streamAddresses(sessionId: string): { live: string; dvr: string } {
  return { live: `/streams/${sessionId}/live-ladder.m3u8`, dvr: `/streams/${sessionId}/dvr-ladder.m3u8` };
}
