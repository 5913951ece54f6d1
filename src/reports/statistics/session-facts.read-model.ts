import { Injectable } from '@nestjs/common';
import type { EventForm, SessionState } from '../../contracts/vocabulary.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { AppError } from '../../infra/errors.js';

/** What all figures of a session refer to. */
export interface SessionFacts {
  id: string;
  path: string;
  title: string;
  eventId: string;
  eventTitle: string;
  state: SessionState;
  startsAt: Date;
  liveSince: Date | null;
  endedAt: Date | null;
  /** Until when beats are counted in. */
  computedAt: Date | null;
  /** Another one after each computation. */
  revision: string | null;
  /** Until the figures' moment. */
  onAirSeconds: number;
  effectivePercent: number;
  byForm: boolean;
}

/** Forms in which people are expected to stay: nearly all of it, or a fair part. */
const TAUGHT: readonly EventForm[] = ['training', 'lecture', 'micro_class'];
const TAUGHT_PERCENT = 85;
const OTHER_PERCENT = 30;

/** Until the figures' moment; of a session `s` with its rollup `r`. */
export const ON_AIR_SECONDS = `
  coalesce((SELECT round(sum(extract(epoch FROM greatest(coalesce(w.ended_at, r.computed_at), w.started_at) - w.started_at)))
            FROM on_air_window w WHERE w.session_id = s.id), 0)::int`;

/** @param ownPercent what the event sets */
export function effectivePercentOf(form: EventForm, ownPercent: number | null) {
  const effectivePercent = ownPercent ?? (TAUGHT.includes(form) ? TAUGHT_PERCENT : OTHER_PERCENT);
  return { effectivePercent, byForm: ownPercent === null };
}

interface Row extends Omit<SessionFacts, 'effectivePercent' | 'byForm'> {
  form: EventForm;
  ownPercent: number | null;
}

@Injectable()
export class SessionFactsReader {
  constructor(private readonly reads: ReadPool) {}

  /** @throws AppError `session.not_found` */
  async of(sessionId: string): Promise<SessionFacts> {
    const [row] = await this.reads.query<Row & Record<string, unknown>>(
      `SELECT s.id, s.path, s.title, e.id AS "eventId", e.title AS "eventTitle", s.state, s.starts_at AS "startsAt",
              s.live_since AS "liveSince", s.ended_at AS "endedAt", r.computed_at AS "computedAt",
              r.xmin::text AS revision, e.form,
              e.effective_percent AS "ownPercent",
              ${ON_AIR_SECONDS} AS "onAirSeconds"
       FROM session s JOIN online_event e ON e.id = s.event_id LEFT JOIN attendance_rollup r ON r.session_id = s.id
       WHERE s.id = $1`,
      [sessionId],
    );
    if (!row) throw new AppError('session.not_found');
    const { form, ownPercent, ...facts } = row;
    return { ...facts, ...effectivePercentOf(form, ownPercent) };
  }
}
