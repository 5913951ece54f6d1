import { Injectable, type OnModuleInit } from '@nestjs/common';
import { posterUrl } from '../events/poster-url.js';
import { ReadPool } from '../infra/database/read-pool.js';
import { type PageHead, PageHeads } from '../infra/http/page-heads.js';
import { isId } from '../infra/id.js';
import { timeWord } from '../notifications/message-text.js';
import { SessionCards } from './session-cards.read-model.js';
import { DEFAULT_SHARE_IMAGE, shareImage } from './share-image.js';

const AREA_CODE = /^\d{6}$/;
const SLUG = /^[a-z][a-z0-9-]{1,39}$/;

/** What the public pages say of themselves on a share card, in Chinese. */
@Injectable()
export class ShareHeads implements OnModuleInit {
  constructor(
    private readonly heads: PageHeads,
    private readonly reads: ReadPool,
    private readonly cards: SessionCards,
  ) {}

  onModuleInit(): void {
    this.heads.register('/s/', (id) => this.session(id));
    this.heads.register('/e/', (id) => this.event(id));
    this.heads.register('/p/', (slug) => this.programme(slug));
    this.heads.register('/w/', (name) => this.window(name));
  }

  /** A session by link says nothing: whoever asks here brings no link. */
  private async session(id: string): Promise<PageHead | null> {
    const [row] = isId(id) ? await this.cards.rows(`WHERE s.id = $1 AND s.access <> 'link'`, [id]) : [];
    if (!row) return null;
    const card = await this.cards.card(row);
    const when = {
      cancelled: '已取消',
      postponed: '时间待定',
      live: '正在直播',
      ended: '已结束',
      replay: '可看回放',
      scheduled: `${timeWord(card.startsAt, 'zh-CN')} 开始`,
    }[card.state];
    const description = [when, card.host.name, card.summary].filter(Boolean).join(' · ');
    return { title: card.title, description, image: shareImage(card) };
  }

  private async event(id: string): Promise<PageHead | null> {
    if (!isId(id)) return null;
    const [row] = await this.reads.query<{ title: string; summary: string; host: string; fileId: string | null }>(
      `SELECT e.title, e.summary, o.name AS host, e.poster_file_id AS "fileId"
       FROM online_event e JOIN organisation o ON o.id = e.host_id
       WHERE e.id = $1 AND e.publication_state = 'published'`,
      [id],
    );
    if (!row) return null;
    const { title, summary, host, fileId } = row;
    const description = [host, summary].filter(Boolean).join(' · ');
    return { title, description, image: posterUrl(id, fileId) ?? DEFAULT_SHARE_IMAGE };
  }

  private async programme(slug: string): Promise<PageHead | null> {
    if (!SLUG.test(slug)) return null;
    const [row] = await this.reads.query<{ name: string; summary: string }>(
      `SELECT name, summary FROM programme WHERE slug = $1`,
      [slug],
    );
    return row ? { title: row.name, description: row.summary || row.name, image: DEFAULT_SHARE_IMAGE } : null;
  }

  /** By id or by area code. */
  private async window(name: string): Promise<PageHead | null> {
    if (!isId(name) && !AREA_CODE.test(name)) return null;
    const [row] = await this.reads.query<{ name: string; introduction: string }>(
      `SELECT name, introduction FROM organisation
       WHERE kind = 'window' AND state = 'active' AND ${isId(name) ? 'id = $1' : 'area_code = $1'}`,
      [name],
    );
    return row ? { title: row.name, description: row.introduction || row.name, image: DEFAULT_SHARE_IMAGE } : null;
  }
}
