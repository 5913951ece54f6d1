import { Injectable } from '@nestjs/common';
import type { StripSpan } from '../../contracts/session.contract.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { type NamedShot, stripSpans } from './strip-spans.js';

/** Of a session with more shots than this (ten hours with one every seven seconds) only the newest are told. */
const MOST_SHOTS = 5_000;
/** A whole audience asks when the name on the picture changes. */
const FRESH_MS = 1_000;
const MOST_SESSIONS = 500;

interface Known {
  spans: Promise<StripSpan[]>;
  readAt: number;
}

/** Whose names stood on the picture of a session when: of its shots, what the people in them are called now. */
@Injectable()
export class Strips {
  private readonly known = new Map<string, Known>();

  constructor(private readonly reads: ReadPool) {}

  of(sessionId: string): Promise<StripSpan[]> {
    const known = this.known.get(sessionId);
    if (known && Date.now() - known.readAt < FRESH_MS) return known.spans;
    const spans = this.read(sessionId);
    spans.catch(() => this.known.delete(sessionId));
    this.remember(sessionId, spans);
    return spans;
  }

  private remember(sessionId: string, spans: Promise<StripSpan[]>): void {
    this.known.delete(sessionId);
    this.known.set(sessionId, { spans, readAt: Date.now() });
    const oldest = this.known.keys().next().value;
    if (this.known.size > MOST_SESSIONS && oldest !== undefined) this.known.delete(oldest);
  }

  /** Who is seen, and whose slides are; each once. A name that was erased leaves nothing. */
  private async read(sessionId: string): Promise<StripSpan[]> {
    const shots = await this.reads.query<NamedShot & Record<string, unknown>>(
      `SELECT g.started_at AS "startedAt", g.ended_at AS "endedAt", coalesce(n.people, '[]') AS people
       FROM programme_shot g
       LEFT JOIN LATERAL (
         SELECT jsonb_agg(jsonb_build_object('name', p.name, 'unit', p.unit) ORDER BY seen.place) AS people
         FROM (
           SELECT coalesce((source.ids ->> 'participantId')::uuid, m.owner_id) AS id, min(source.place) AS place
           FROM jsonb_array_elements(g.sources) WITH ORDINALITY AS source (ids, place)
           LEFT JOIN stage_material m ON m.id = (source.ids ->> 'materialId')::uuid
           GROUP BY 1
         ) seen
         JOIN stage_participant p ON p.id = seen.id AND p.session_id = g.session_id AND p.name <> ''
           AND (p.removed_at IS NULL OR p.removed_at > g.started_at)
       ) n ON g.strip
       WHERE g.session_id = $1 ORDER BY g.started_at DESC, g.id DESC LIMIT ${MOST_SHOTS}`,
      [sessionId],
    );
    return stripSpans(shots.toReversed());
  }
}
