import { Injectable } from '@nestjs/common';
import type { SessionCard } from '../contracts/session.contract.js';
import { posterUrl } from '../events/poster-url.js';
import { ReadPool } from '../infra/database/read-pool.js';
import { Storage, type StoredFile } from '../infra/storage/storage.js';
import { streamPrefix } from './live-rooms.service.js';
import { SessionBoards } from './session-boards.service.js';
import { isStillWithdrawn } from './streams/still-withdrawn.js';

export interface CardRow extends Record<string, unknown> {
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
  postponedFrom: Date | null;
  cancelReason: string;
  liveSince: Date | null;
  eventId: string;
  posterFileId: string | null;
  hostId: string;
  hostName: string;
  hostLevel: SessionCard['host']['level'];
  programmeSlug: string | null;
  programmeName: string | null;
  durationMs: number | null;
  cut: boolean;
  /** The replay is not shown for now. */
  hidden: boolean;
  /** Of the replay as a file, where viewers may have it. */
  downloadUrl: string | null;
  endTrimmed: boolean;
  withdrawn: { from: string; to: string }[];
}

/** Sessions of published events; drafts and archived ones are nobody's to see. */
const CARD_SQL = `
  SELECT s.id, s.title, s.summary, s.description, e.form, s.state, s.on_air AS "onAir", s.access,
         s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.postponed_from AS "postponedFrom",
         s.cancel_reason AS "cancelReason", s.live_since AS "liveSince",
         e.id AS "eventId", e.poster_file_id AS "posterFileId",
         o.id AS "hostId", o.name AS "hostName", o.level AS "hostLevel",
         p.slug AS "programmeSlug", p.name AS "programmeName", coalesce(x.shown_ms, r.duration_ms) AS "durationMs", coalesce(x.hidden, false) AS hidden,
         CASE WHEN x.downloadable AND EXISTS (
           SELECT 1 FROM replay_export f WHERE f.session_id = s.id AND f.cut_id IS NULL AND f.state = 'ready')
         THEN '/api/sessions/' || s.id || '/replay/download' END AS "downloadUrl", x.trim_end_ms IS NOT NULL AS "endTrimmed",
         EXISTS (SELECT 1 FROM session_cut c WHERE c.session_id = s.id AND c.lifted_at IS NULL) AS cut,
         (SELECT coalesce(jsonb_agg(jsonb_build_object('from', c.withdrawn_from, 'to', c.withdrawn_to)), '[]')
          FROM session_cut c WHERE c.session_id = s.id AND c.lifted_at IS NOT NULL) AS withdrawn
  FROM session s
  JOIN online_event e ON e.id = s.event_id AND e.publication_state = 'published'
  JOIN organisation o ON o.id = e.host_id
  LEFT JOIN programme p ON p.id = e.programme_id
  LEFT JOIN recording r ON r.session_id = s.id
  LEFT JOIN replay_edit x ON x.session_id = s.id`;

/** Sessions as lists and pages show them. */
@Injectable()
export class SessionCards {
  constructor(
    private readonly reads: ReadPool,
    private readonly boards: SessionBoards,
    private readonly storage: Storage,
  ) {}

  /** @param rest what follows FROM: conditions on `s`, `e`, `o`, `p`, `r`, order and limit; written by us */
  rows(rest: string, parameters: unknown[]): Promise<CardRow[]> {
    return this.reads.query<CardRow>(`${CARD_SQL} ${rest}`, parameters);
  }

  /** For lists: the still of a session that is not for everybody is not for everybody either. */
  listed(rows: readonly CardRow[]): Promise<SessionCard[]> {
    return Promise.all(
      rows.map(async (row) => ({ ...(await this.card(row)), ...(row.access !== 'public' && { stillUrl: null }) })),
    );
  }

  async card(row: CardRow): Promise<SessionCard> {
    const still = await this.still(row);
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
      postponedFrom: row.postponedFrom?.toISOString() ?? null,
      liveSince: row.liveSince?.toISOString() ?? null,
      eventId: row.eventId,
      host: { id: row.hostId, name: row.hostName, level: row.hostLevel },
      programme: row.programmeSlug && row.programmeName ? { slug: row.programmeSlug, name: row.programmeName } : null,
      posterUrl: posterUrl(row.eventId, row.posterFileId),
      people: row.state === 'live' ? this.boards.people(row.id) : 0,
      stillUrl: still ? `/streams/${row.id}/still.jpg?t=${Math.floor(still.modifiedAt.getTime() / 1000)}` : null,
      replaySeconds: row.durationMs === null ? null : Math.round(row.durationMs / 1000),
    };
  }

  private async still(row: CardRow): Promise<StoredFile | null> {
    if (row.state === 'replay' && (row.hidden || row.endTrimmed)) return null;
    const stored = await this.storage.stat(`${streamPrefix(row.id)}/still.jpg`);
    const withdrawn = row.withdrawn.map(({ from, to }) => ({ from: new Date(from), to: new Date(to) }));
    return stored && !isStillWithdrawn(stored.modifiedAt, { cut: row.cut, withdrawn }) ? stored : null;
  }
}
