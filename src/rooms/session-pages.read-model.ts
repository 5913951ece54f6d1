import { Injectable } from '@nestjs/common';
import type {
  AgendaItemView,
  FrontPage,
  RecordingGap,
  SessionCard,
  SessionPage,
} from '../contracts/session.contract.js';
import { Clock } from '../infra/clock.js';
import { ReadPool } from '../infra/database/read-pool.js';
import { AppError } from '../infra/errors.js';
import { Storage } from '../infra/storage/storage.js';
import { streamPrefix } from './live-rooms.service.js';
import { recordingGaps, type TakeSpan } from './recording-gaps.js';
import { SessionBoards } from './session-boards.service.js';

interface CardRow extends Record<string, unknown> {
  id: string;
  title: string;
  summary: string;
  description: string;
  form: SessionCard['form'];
  state: SessionCard['state'];
  onAir: SessionCard['onAir'];
  access: SessionCard['access'];
  startsAt: Date;
  endsAt: Date;
  liveSince: Date | null;
  hostId: string;
  hostName: string;
  hostLevel: SessionCard['host']['level'];
  programmeSlug: string | null;
  programmeName: string | null;
  durationMs: number | null;
}

const CARD_SQL = `
  SELECT s.id, s.title, s.summary, s.description, e.form, s.state, s.on_air AS "onAir", s.access,
         s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.live_since AS "liveSince",
         o.id AS "hostId", o.name AS "hostName", o.level AS "hostLevel",
         p.slug AS "programmeSlug", p.name AS "programmeName", r.duration_ms AS "durationMs"
  FROM session s
  JOIN online_event e ON e.id = s.event_id AND e.publication_state = 'published'
  JOIN organisation o ON o.id = e.host_id
  LEFT JOIN programme p ON p.id = e.programme_id
  LEFT JOIN recording r ON r.session_id = s.id`;

const LIST_LENGTH = 60;
const FRONT_PAGE_MS = 1_000;

/** What the public pages show: the front page and a session's page. Sessions by link appear on no list. */
@Injectable()
export class SessionPages {
  private front: { page: Promise<FrontPage>; readAt: number } | null = null;

  constructor(
    private readonly reads: ReadPool,
    private readonly boards: SessionBoards,
    private readonly storage: Storage,
    private readonly clock: Clock,
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
      this.cards(`s.state = 'live'`, 's.live_since DESC'),
      // A session that is a day late and was never started is no longer "upcoming".
      this.cards(
        `s.state IN ('scheduled', 'postponed') AND s.ends_at > $1::timestamptz - interval '1 day'`,
        's.starts_at',
      ),
      this.cards(`s.state = 'replay'`, 's.starts_at DESC'),
    ]);
    return { live, upcoming, replays, now: this.clock.now().toISOString() };
  }

  /** @throws AppError `session.not_found` */
  async page(id: string): Promise<SessionPage> {
    const [row] = await this.reads.query<CardRow>(`${CARD_SQL} WHERE s.id = $1`, [id]);
    if (!row) throw new AppError('session.not_found');
    const [card, agenda, gaps] = await Promise.all([this.card(row), this.agenda(id), this.gaps(id)]);
    return {
      ...card,
      description: row.description,
      agenda,
      gaps,
      streams: streamAddresses(id),
      now: this.clock.now().toISOString(),
    };
  }

  private async cards(condition: string, order: string): Promise<SessionCard[]> {
    const usesNow = condition.includes('$1');
    const rows = await this.reads.query<CardRow>(
      `${CARD_SQL} WHERE s.access = 'public' AND ${condition} ORDER BY ${order} LIMIT ${LIST_LENGTH}`,
      usesNow ? [this.clock.now()] : [],
    );
    return Promise.all(rows.map((row) => this.card(row)));
  }

  private async card(row: CardRow): Promise<SessionCard> {
    const still = await this.storage.stat(`${streamPrefix(row.id)}/still.jpg`);
    return {
      id: row.id,
      title: row.title,
      summary: row.summary,
      form: row.form,
      state: row.state,
      onAir: row.onAir,
      access: row.access,
      startsAt: row.startsAt.toISOString(),
      endsAt: row.endsAt.toISOString(),
      liveSince: row.liveSince?.toISOString() ?? null,
      host: { id: row.hostId, name: row.hostName, level: row.hostLevel },
      programme: row.programmeSlug && row.programmeName ? { slug: row.programmeSlug, name: row.programmeName } : null,
      people: row.state === 'live' ? this.boards.people(row.id) : 0,
      stillUrl: still ? `/streams/${row.id}/still.jpg?t=${Math.floor(still.modifiedAt.getTime() / 1000)}` : null,
      replaySeconds: row.durationMs === null ? null : Math.round(row.durationMs / 1000),
    };
  }

  private async agenda(sessionId: string): Promise<AgendaItemView[]> {
    const rows = await this.reads.query<{ id: string; startsAt: Date; title: string; presenter: string }>(
      `SELECT id, starts_at AS "startsAt", title, presenter FROM agenda_item WHERE session_id = $1 ORDER BY starts_at`,
      [sessionId],
    );
    return rows.map((row) => ({ ...row, startsAt: row.startsAt.toISOString() }));
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
  return { live: `/streams/${sessionId}/live.m3u8`, dvr: `/streams/${sessionId}/dvr.m3u8` };
}
