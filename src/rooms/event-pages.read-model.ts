import { Injectable } from '@nestjs/common';
import type { EventPage } from '../contracts/event.contract.js';
import type { ProgrammeField } from '../contracts/programme.contract.js';
import { posterUrl } from '../events/poster-url.js';
import { Clock } from '../infra/clock.js';
import { ReadPool } from '../infra/database/read-pool.js';
import { AppError } from '../infra/errors.js';
import { SessionCards } from './session-cards.read-model.js';
import { LISTED } from './session-list.js';

interface PageRow
  extends Record<string, unknown>, Omit<EventPage, 'programme' | 'programmeFields' | 'posterUrl' | 'sessions' | 'now'> {
  programme: { slug: string; name: string; fields: ProgrammeField[] } | null;
  programmeFields: Record<string, string>;
  posterFileId: string | null;
}

const PAGE_SQL = `
  SELECT e.id, e.title, e.form, e.mode, e.plan_state AS "planState", e.summary, e.description,
         e.cancel_reason AS "cancelReason", e.poster_file_id AS "posterFileId",
         e.programme_fields AS "programmeFields",
         jsonb_build_object('id', o.id, 'name', o.name, 'level', o.level) AS host,
         CASE WHEN p.id IS NOT NULL
              THEN jsonb_build_object('slug', p.slug, 'name', p.name, 'fields', p.fields) END AS programme,
         coalesce((SELECT jsonb_agg(jsonb_build_object('id', co.id, 'name', co.name) ORDER BY c.answered_at, c.id)
                   FROM event_cohost c JOIN organisation co ON co.id = c.organisation_id AND co.state <> 'merged'
                   WHERE c.event_id = e.id AND c.state = 'accepted'), '[]') AS cohosts
  FROM online_event e
  JOIN organisation o ON o.id = e.host_id
  LEFT JOIN programme p ON p.id = e.programme_id
  WHERE e.id = $1 AND e.publication_state = 'published'`;

/** The public page of an event. */
@Injectable()
export class EventPages {
  constructor(
    private readonly reads: ReadPool,
    private readonly cards: SessionCards,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `event.not_found`, also for drafts and what has been archived */
  async page(id: string): Promise<EventPage> {
    const [event] = await this.reads.query<PageRow>(PAGE_SQL, [id]);
    if (!event) throw new AppError('event.not_found');
    const sessions = await this.cards.rows(`WHERE e.id = $1 AND ${LISTED} ORDER BY s.starts_at, s.id`, [id]);
    const { programme, programmeFields, posterFileId, ...row } = event;
    return {
      ...row,
      programme: programme && { slug: programme.slug, name: programme.name },
      programmeFields: shownFields(programme?.fields ?? [], programmeFields),
      posterUrl: posterUrl(id, posterFileId),
      sessions: await this.cards.listed(sessions),
      now: this.clock.now().toISOString(),
    };
  }
}

/** In the programme's order; what it no longer defines is not shown. */
function shownFields(definition: ProgrammeField[], values: Record<string, string>): EventPage['programmeFields'] {
  return definition.flatMap(({ key, label }) => {
    const value = Object.hasOwn(values, key) ? values[key]?.trim() : '';
    return value ? [{ label, value }] : [];
  });
}
