import { Injectable } from '@nestjs/common';
import type { NoticeList, ReadNoticesAnswer } from '../contracts/notice.contract.js';
import type { Actor } from '../infra/actor.js';
import { Transactions } from '../infra/database/transactions.js';
import { Notices } from './notices.service.js';
import { readerOf } from './reader.js';

const PAGE = 30;

/** The caller's own notices. Whoever has no identity yet has been told nothing. */
@Injectable()
export class NoticeInbox {
  constructor(
    private readonly notices: Notices,
    private readonly transactions: Transactions,
  ) {}

  async page(actor: Actor, before: string | undefined): Promise<NoticeList> {
    const reader = readerOf(actor);
    if (!reader) return { notices: [], unread: 0, next: null };
    const [rows, unread] = await Promise.all([
      this.notices.list(reader, { before, limit: PAGE + 1, locale: actor.locale }),
      this.notices.unreadCount(reader),
    ]);
    const notices = rows.slice(0, PAGE);
    return { notices, unread, next: rows.length > PAGE ? (notices.at(-1)?.id ?? null) : null };
  }

  async markRead(actor: Actor, ids: readonly string[] | undefined): Promise<ReadNoticesAnswer> {
    const reader = readerOf(actor);
    if (!reader) return { unread: 0 };
    await this.transactions.run(actor, (tx) => this.notices.markRead(tx, reader, ids ?? 'all'));
    return { unread: await this.notices.unreadCount(reader) };
  }
}
