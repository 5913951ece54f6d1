import { Injectable } from '@nestjs/common';
import type { MinuteValue } from '../../contracts/statistics.contract.js';
import type { HallView } from '../../contracts/summary.contract.js';
import type { MeasureCode, OnAirState, SessionState } from '../../contracts/vocabulary.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { EventFactsReader } from '../summary/event-facts.read-model.js';
import { EventValues } from '../summary/event-values.read-model.js';
import { thinnedCurve } from './thinned-curve.js';

const MOST_POINTS = 240;
const MOST_COUNTIES = 8;

interface SessionRow extends Record<string, unknown> {
  id: string;
  title: string;
  state: SessionState;
  onAir: OnAirState;
  startsAt: Date;
  item: { title: string; presenter: string } | null;
}

/** What a wall shows of a running event: counts only. */
@Injectable()
export class HallReader {
  constructor(
    private readonly events: EventFactsReader,
    private readonly figures: EventValues,
    private readonly reads: ReadPool,
  ) {}

  /** @throws AppError `event.not_found` */
  async of(eventId: string, now: Date): Promise<Omit<HallView, 'at'>> {
    const facts = await this.events.of(eventId);
    const [{ values, counties }, session, online] = await Promise.all([
      this.figures.of(facts),
      this.session(eventId, now),
      this.online(eventId, now),
    ]);
    const figure = (code: MeasureCode) => values.find((one) => one.code === code)?.value ?? 0;
    const known = counties.filter(({ key }) => key !== null);
    const { id, title, host } = facts.event;
    return {
      event: { id, title, host: host.name, progress: facts.progress },
      session: session && { ...session, startsAt: session.startsAt.toISOString() },
      online: session?.state === 'live' ? online : null,
      participants: figure('participants'),
      enterprises: figure('enterprises'),
      counties: known.length,
      peak: figure('peak'),
      curve: session ? thinnedCurve(await this.curve(session.id), MOST_POINTS) : [],
      topCounties: known.slice(0, MOST_COUNTIES).map(({ name, viewers }) => ({ name, participants: viewers })),
    };
  }

  /** The one on air, else the next, else the last. */
  private async session(eventId: string, now: Date): Promise<SessionRow | null> {
    const [row] = await this.reads.query<SessionRow>(
      `SELECT s.id, s.title, s.state, s.on_air AS "onAir", coalesce(s.live_since, s.starts_at) AS "startsAt",
              CASE WHEN s.state = 'live' AND i.id IS NOT NULL
                THEN jsonb_build_object('title', i.title, 'presenter', i.presenter) END AS item
       FROM session s LEFT JOIN agenda_item i ON i.id = s.current_item_id
       WHERE s.event_id = $1 AND s.state <> 'cancelled'
       ORDER BY CASE WHEN s.state = 'live' THEN 0 WHEN s.state = 'scheduled' AND s.ends_at > $2 THEN 1 ELSE 2 END,
                CASE WHEN s.state = 'scheduled' AND s.ends_at > $2 THEN s.starts_at END,
                s.starts_at DESC, s.id LIMIT 1`,
      [eventId, now],
    );
    return row ?? null;
  }

  /**
   * People present, by the same minutes as curve and peak: of the last three, the fullest, since the one that runs has
   * not heard of everybody yet. In a pause those who were there before it.
   */
  private async online(eventId: string, now: Date): Promise<number> {
    const [row] = await this.reads.query<{ people: number }>(
      `SELECT coalesce(sum(here.present), 0)::int AS people FROM session s CROSS JOIN LATERAL (
         SELECT max(m.present) AS present FROM attendance_minute m
         WHERE m.session_id = s.id AND m.minute > interval '-3 minutes' + CASE WHEN s.on_air = 'on' THEN $2
           ELSE (SELECT max(l.minute) FROM attendance_minute l WHERE l.session_id = s.id) END) here
       WHERE s.event_id = $1 AND s.state = 'live'`,
      [eventId, now],
    );
    return row?.people ?? 0;
  }

  private async curve(sessionId: string): Promise<MinuteValue[]> {
    const rows = await this.reads.query<{ minute: Date; present: number; watching: number }>(
      `SELECT minute, present, watching FROM attendance_minute WHERE session_id = $1 ORDER BY minute`,
      [sessionId],
    );
    return rows.map(({ minute, ...counts }) => ({ minute: minute.toISOString(), ...counts }));
  }
}
