import { Injectable } from '@nestjs/common';
import type { Chapter, RecordingGap } from '../../contracts/session.contract.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { keptSegments } from '../streams/kept-segments.js';
import { StoredPlaylists } from '../streams/stored-playlists.service.js';
import { StreamRules } from '../streams/stream-rules.service.js';
import { chaptersOf, gapsOf, type Mark } from './chapters.js';

export interface ReplayLine {
  chapters: Chapter[];
  gaps: RecordingGap[];
}

/** The time line of a replay as it is shown: chapters and pauses. */
@Injectable()
export class ReplayLines {
  constructor(
    private readonly rules: StreamRules,
    private readonly stored: StoredPlaylists,
    private readonly reads: ReadPool,
  ) {}

  /** Null where there is no recording that can be read. */
  async of(sessionId: string): Promise<ReplayLine | null> {
    const recording = await this.stored.of(sessionId).catch(() => null);
    if (!recording) return null;
    const [rule, marks] = await Promise.all([this.rules.of(sessionId), this.agendaMarks(sessionId)]);
    const shown = keptSegments(recording.segments, rule);
    return { chapters: chaptersOf(marks, shown), gaps: gapsOf(shown) };
  }

  /** When which agenda item was shown stands in the ledger, written together with the session itself. */
  private agendaMarks(sessionId: string): Promise<Mark[]> {
    return this.reads.query<Mark & Record<string, unknown>>(
      `SELECT a.occurred_at AS at, i.title, coalesce(nullif(i.presenter, ''), o.name, '') AS presenter, 'agenda' AS kind
       FROM activity a
       JOIN agenda_item i ON i.id = (a.details->>'itemId')::uuid AND i.session_id = a.session_id
       LEFT JOIN organisation o ON o.id = i.organisation_id
       WHERE a.session_id = $1 AND a.verb = 'agenda.item_shown' ORDER BY a.occurred_at, a.id`,
      [sessionId],
    );
  }
}
