import { Injectable } from '@nestjs/common';
import type { ExportView, RecordedRange, ReplayView } from '../../contracts/replay.contract.js';
import type { ExportState, SessionState } from '../../contracts/vocabulary.js';
import { type Actor, hasRight } from '../../infra/actor.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { AppError } from '../../infra/errors.js';
import { CutViews } from '../cuts/cut-views.read-model.js';
import { placeSegments } from '../streams/kept-segments.js';
import { StoredPlaylists } from '../streams/stored-playlists.service.js';
import { StreamRules } from '../streams/stream-rules.service.js';
import { ReplayEdits } from './replay-edits.service.js';
import { ReplayLines } from './replay-lines.read-model.js';

interface SessionRow extends Record<string, unknown> {
  id: string;
  title: string;
  state: SessionState;
  eventId: string;
  path: string;
}

interface ExportRow extends Record<string, unknown> {
  id: string;
  cutId: string | null;
  state: ExportState;
  progress: number;
  transcoded: boolean;
  requestedAt: Date;
  size: number | null;
  expiresAt: Date | null;
}

const MOST_EXPORTS = 20;

/** One session's replay for those who run or supervise it. */
@Injectable()
export class ReplayViews {
  constructor(
    private readonly reads: ReadPool,
    private readonly rules: StreamRules,
    private readonly stored: StoredPlaylists,
    private readonly lines: ReplayLines,
    private readonly cuts: CutViews,
    private readonly edits: ReplayEdits,
  ) {}

  /** @throws AppError `session.not_found` */
  async view(actor: Actor, sessionId: string): Promise<ReplayView> {
    const [row] = await this.reads.query<SessionRow>(
      `SELECT id, title, state, event_id AS "eventId", path FROM session WHERE id = $1`,
      [sessionId],
    );
    if (!row) throw new AppError('session.not_found');
    const { path, ...session } = row;
    const mayEvidence = hasRight(actor, 'stage.evidence', path);
    const [recorded, edit, line, cuts, exports] = await Promise.all([
      this.recorded(sessionId),
      this.edits.of(sessionId),
      this.lines.of(sessionId),
      this.cuts.view(actor, sessionId),
      this.exports(sessionId, mayEvidence),
    ]);
    const edits = hasRight(actor, 'replay.edit', path);
    const may = { edit: edits, evidence: mayEvidence, event: hasRight(actor, 'event.read', path) };
    return { session, recorded, edit, chapters: line?.chapters ?? [], cuts, exports, may };
  }

  private async recorded(sessionId: string): Promise<ReplayView['recorded']> {
    const recording = await this.stored.of(sessionId).catch(() => null);
    if (!recording) return null;
    const places = placeSegments(recording.segments, await this.rules.of(sessionId));
    const [durationMs, shownMs] = [lengthOf(places), lengthOf(places.filter(({ place }) => place === 'kept'))];
    const withdrawn = places.filter(({ place }) => place === 'withdrawn').map(rangeOf);
    return { durationMs, shownMs, withdrawn: joined(withdrawn), whole: `/streams/${sessionId}/whole.m3u8` };
  }

  private async exports(sessionId: string, evidence: boolean): Promise<ExportView[]> {
    const rows = await this.reads.query<ExportRow>(
      `SELECT x.id, x.cut_id AS "cutId", x.state, x.progress, x.transcoded, x.requested_at AS "requestedAt",
              f.size::float8 AS size, f.expires_at AS "expiresAt"
       FROM replay_export x LEFT JOIN file f ON f.id = x.file_id AND f.deleted_at IS NULL
       WHERE x.session_id = $1 AND (x.cut_id IS NULL OR $2) ORDER BY x.requested_at DESC, x.id DESC LIMIT ${MOST_EXPORTS}`,
      [sessionId, evidence],
    );
    return rows.map(({ requestedAt, expiresAt, ...row }) => ({
      ...row,
      requestedAt: requestedAt.toISOString(),
      expiresAt: expiresAt?.toISOString() ?? null,
      url: row.state === 'ready' && row.size !== null ? addressOf(sessionId, row) : null,
    }));
  }
}

function addressOf(sessionId: string, { id, cutId }: Pick<ExportView, 'id' | 'cutId'>): string {
  return `/api/sessions/${sessionId}/${cutId ? 'evidence' : 'replay'}/exports/${id}`;
}

interface Placed {
  startMs: number;
  segment: { duration: number };
}

function rangeOf({ startMs, segment }: Placed): RecordedRange {
  return { fromMs: Math.round(startMs), toMs: Math.round(startMs + segment.duration * 1000) };
}

function lengthOf(places: readonly Placed[]): number {
  return Math.round(places.reduce((sum, { segment }) => sum + segment.duration * 1000, 0));
}

function joined(ranges: readonly RecordedRange[]): RecordedRange[] {
  return ranges.reduce<RecordedRange[]>((all, range) => {
    const last = all.at(-1);
    if (last?.toMs === range.fromMs) last.toMs = range.toMs;
    else all.push({ ...range });
    return all;
  }, []);
}
