import { Injectable } from '@nestjs/common';
import type { SupervisedSession } from '../contracts/today.contract.js';
import { type Actor, pathsWithRight } from '../infra/actor.js';
import { likeText } from '../infra/database/like.js';
import { ReadPool } from '../infra/database/read-pool.js';

const MOST = 100;

/** What runs below a window, or is cut there, for those who may cut it (紧急切断). */
@Injectable()
export class SupervisedSessions {
  constructor(private readonly reads: ReadPool) {}

  /** Cut ones first: they wait for somebody to lift the cut. */
  async below(actor: Actor, organisationId: string): Promise<SupervisedSession[]> {
    const [own] = await this.reads.query<{ path: string }>(`SELECT path FROM organisation WHERE id = $1`, [
      organisationId,
    ]);
    const held = pathsWithRight(actor, 'stage.cut').filter(({ below }) => below);
    if (!own || !held.some(({ path }) => own.path.startsWith(path))) return [];
    return this.reads.query<SupervisedSession & Record<string, unknown>>(
      `SELECT s.id, s.title, s.state, s.on_air AS "onAir", c.id IS NOT NULL AS cut,
              jsonb_build_object('id', e.id, 'title', e.title) AS event,
              jsonb_build_object('id', h.id, 'name', h.name) AS host
       FROM session s
       JOIN online_event e ON e.id = s.event_id AND e.publication_state = 'published'
       JOIN organisation h ON h.id = e.host_id
       LEFT JOIN session_cut c ON c.session_id = s.id AND c.lifted_at IS NULL
       WHERE (s.state = 'live' OR c.id IS NOT NULL) AND s.path LIKE $1 AND e.host_id <> $2
       ORDER BY c.id IS NULL, s.starts_at, s.id LIMIT ${MOST}`,
      [`${likeText(own.path)}%`, organisationId],
    );
  }
}
