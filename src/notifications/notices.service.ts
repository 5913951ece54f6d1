import { Injectable } from '@nestjs/common';
import type { NoticeView } from '../contracts/notice.contract.js';
import type { DeliveryChannel, Locale, NoticeKind } from '../contracts/vocabulary.js';
import { Clock } from '../infra/clock.js';
import { ReadPool } from '../infra/database/read-pool.js';
import type { Tx } from '../infra/database/transactions.js';
import { newId } from '../infra/id.js';
import { Deliveries } from './deliveries.service.js';
import { wordsOf } from './message-text.js';
import { type ParamsOf, templateOf } from './templates.js';

/** Where counting stops: a badge says "99+". */
const COUNTED = 100;

interface NoticeRow {
  id: string;
  kind: NoticeKind;
  params: Record<string, unknown>;
  href: string | null;
  created_at: Date;
  read_at: Date | null;
}

export interface Telling<K extends NoticeKind> {
  /** A root person. */
  personId: string;
  kind: K;
  params: ParamsOf<K>;
  /** A path of the app, `/...`. */
  href?: string;
  /** What is told to a person under the same key once is not told again. */
  dedupeKey?: string;
  /** Ways on which it also leaves the house; in the app it always stands. */
  channels?: readonly DeliveryChannel[];
}

/** What persons are told. Person ids are those of root persons; whoever calls has resolved them. */
@Injectable()
export class Notices {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly pool: ReadPool,
    private readonly clock: Clock,
  ) {}

  /**
   * Tells a person something, and enqueues what leaves the house, within the transaction that is the reason for it.
   *
   * @returns the notice's id, null when this has been told already
   */
  async notify<K extends NoticeKind>(tx: Tx, telling: Telling<K>): Promise<string | null> {
    const { personId, kind, params, href = null, dedupeKey = null, channels = [] } = telling;
    const id = newId();
    const [told] = await tx.query(
      `INSERT INTO notice (id, person_id, kind, params, href, dedupe_key, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (person_id, dedupe_key) DO NOTHING RETURNING id`,
      [id, personId, kind, params, href, dedupeKey, this.clock.now()],
    );
    if (!told) return null;
    for (const channel of new Set(channels)) await this.deliveries.enqueue(tx, id, channel);
    return id;
  }

  /** Newest first. @param page `before`: the id of the last one of the page before */
  async list(
    personId: string,
    { before, limit, locale }: { before?: string | undefined; limit: number; locale: Locale },
  ): Promise<NoticeView[]> {
    const rows = await this.pool.query<NoticeRow>(
      `SELECT id, kind, params, href, created_at, read_at FROM notice
       WHERE person_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [personId, before ?? null, limit],
    );
    return rows.map((row) => viewOf(row, locale));
  }

  /** Counts up to 100. */
  async unreadCount(personId: string): Promise<number> {
    const [row] = await this.pool.query<{ unread: number }>(
      `SELECT count(*)::int AS unread
       FROM (SELECT 1 FROM notice WHERE person_id = $1 AND read_at IS NULL LIMIT $2) AS counted`,
      [personId, COUNTED],
    );
    return row?.unread ?? 0;
  }

  /** Marks the person's own notices; ids of anybody else's change nothing. */
  async markRead(tx: Tx, personId: string, ids: readonly string[] | 'all'): Promise<void> {
    await tx.query(
      `UPDATE notice SET read_at = $2
       WHERE person_id = $1 AND read_at IS NULL AND ($3::uuid[] IS NULL OR id = ANY($3::uuid[]))`,
      [personId, this.clock.now(), ids === 'all' ? null : ids],
    );
  }

  /** Deletes what a person was told, with what is still on its way to them. */
  async forget(tx: Tx, personId: string): Promise<void> {
    await tx.query(`DELETE FROM notice WHERE person_id = $1`, [personId]);
  }
}

function viewOf({ id, kind, params, href, created_at, read_at }: NoticeRow, locale: Locale): NoticeView {
  const { params: kinds, wording } = templateOf(kind);
  return {
    id,
    kind,
    text: wording[locale].text(wordsOf(kinds, params, locale)),
    href,
    createdAt: created_at.toISOString(),
    readAt: read_at?.toISOString() ?? null,
  };
}
