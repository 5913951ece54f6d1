import { Injectable } from '@nestjs/common';
import type { MinuteValue, SessionStatistics, StatisticsMark } from '../../contracts/statistics.contract.js';
import { type Actor, hasRight } from '../../infra/actor.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { definitionsIn } from '../measures/measures.js';
import { type SessionFacts, SessionFactsReader } from './session-facts.read-model.js';
import { SessionValues } from './session-values.read-model.js';

/** A session's page of figures, while it is on air and for ever. */
@Injectable()
export class SessionStatisticsReader {
  constructor(
    private readonly facts: SessionFactsReader,
    private readonly values: SessionValues,
    private readonly reads: ReadPool,
  ) {}

  /** @throws AppError `session.not_found` */
  async of(sessionId: string, actor: Actor): Promise<SessionStatistics> {
    const facts = await this.facts.of(sessionId);
    const [figures, curve, marks, venues] = await Promise.all([
      this.values.of(facts),
      this.curve(facts),
      this.marks(facts),
      this.venues(facts),
    ]);
    return {
      session: sessionOf(facts),
      computedAt: facts.computedAt?.toISOString() ?? null,
      definitions: definitionsIn(actor.locale),
      effectivePercent: { value: facts.effectivePercent, byForm: facts.byForm },
      ...figures,
      ...{ curve, marks, venues },
      may: mayOf(actor, facts),
    };
  }

  private async curve({ id }: SessionFacts): Promise<MinuteValue[]> {
    const rows = await this.reads.query<{ minute: Date; present: number; watching: number }>(
      `SELECT minute, present, watching FROM attendance_minute WHERE session_id = $1 ORDER BY minute`,
      [id],
    );
    return rows.map(({ minute, ...counts }) => ({ minute: minute.toISOString(), ...counts }));
  }

  private async marks({ id }: SessionFacts): Promise<StatisticsMark[]> {
    const rows = await this.reads.query<{ at: Date; kind: StatisticsMark['kind']; title: string }>(
      `SELECT w.started_at AS at, 'on_air' AS kind, '' AS title FROM on_air_window w WHERE w.session_id = $1
       UNION ALL
       SELECT w.ended_at, CASE WHEN w.ended_at >= s.ended_at THEN 'ended' ELSE 'paused' END, ''
       FROM on_air_window w JOIN session s ON s.id = w.session_id WHERE w.session_id = $1 AND w.ended_at IS NOT NULL
       UNION ALL
       SELECT a.occurred_at, 'agenda', i.title FROM activity a
       JOIN agenda_item i ON i.id = (a.details->>'itemId')::uuid AND i.session_id = a.session_id
       WHERE a.session_id = $1 AND a.verb = 'agenda.item_shown'
       UNION ALL
       SELECT c.cut_at, 'cut', '' FROM session_cut c WHERE c.session_id = $1
       UNION ALL
       SELECT c.lifted_at, 'cut_lifted', '' FROM session_cut c WHERE c.session_id = $1 AND c.lifted_at IS NOT NULL
       ORDER BY at`,
      [id],
    );
    return rows.map(({ at, ...mark }) => ({ at: at.toISOString(), ...mark }));
  }

  private venues({ eventId }: SessionFacts): Promise<SessionStatistics['venues']> {
    return this.reads.query<SessionStatistics['venues'][number] & Record<string, unknown>>(
      `SELECT v.id, v.name, (SELECT count(*)::int FROM venue_sign_in i WHERE i.venue_id = v.id) AS people
       FROM venue v WHERE v.event_id = $1 AND v.withdrawn_at IS NULL ORDER BY v.name, v.id`,
      [eventId],
    );
  }
}

function sessionOf(facts: SessionFacts): SessionStatistics['session'] {
  const { id, title, eventId, eventTitle, state, onAirSeconds, startsAt, liveSince, endedAt } = facts;
  return {
    ...{ id, title, eventId, eventTitle, state, onAirSeconds },
    startsAt: startsAt.toISOString(),
    liveSince: liveSince?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  };
}

function mayOf(actor: Actor, { path }: SessionFacts): SessionStatistics['may'] {
  return {
    edit: hasRight(actor, 'attendance.edit', path),
    export: hasRight(actor, 'attendance.export', path),
    event: hasRight(actor, 'event.read', path),
    registrations: hasRight(actor, 'registration.read', path),
    venues: hasRight(actor, 'venue.manage', path),
  };
}
