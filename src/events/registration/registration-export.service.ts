import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { EventQuestion } from '../../contracts/event.contract.js';
import type { RegistrationLine } from '../../contracts/registration.contract.js';
import type { Locale } from '../../contracts/vocabulary.js';
import type { Actor } from '../../infra/actor.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { Transactions } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { sendStream } from '../../infra/http/send-stream.js';
import type { Cell } from '../../infra/spreadsheet/cell.js';
import { writeCsv } from '../../infra/spreadsheet/write-csv.js';
import { type RegistrationFilter, RegistrationLists } from './registration-lists.read-model.js';

const HEADER: Record<Locale, string[]> = {
  'zh-CN': ['序号', '姓名', '手机', '企业名称', '职务', '县市区', '渠道', '状态', '报名时间'],
  en: ['No.', 'Name', 'Phone', 'Enterprise', 'Position', 'County', 'Channel', 'State', 'Registered at'],
};
const STATES: Record<Locale, Record<RegistrationLine['state'], string>> = {
  'zh-CN': { registered: '已报名', cancelled: '已取消' },
  en: { registered: 'registered', cancelled: 'cancelled' },
};
/** "2026-03-01 14:30" in the business zone, which spreadsheets take for a time. */
const TIME = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });

interface ExportedEvent extends Record<string, unknown> {
  title: string;
  path: string;
  questions: EventQuestion[];
}

/** The registrations of an event as a file; phone numbers stay masked. */
@Injectable()
export class RegistrationExport {
  constructor(
    private readonly reads: ReadPool,
    private readonly transactions: Transactions,
    private readonly lists: RegistrationLists,
    private readonly audit: Audit,
  ) {}

  /** The audit knows of it before the first row leaves. @throws AppError `event.not_found` */
  async send(actor: Actor, eventId: string, filter: RegistrationFilter, response: Response): Promise<void> {
    const [event] = await this.reads.query<ExportedEvent>(
      `SELECT title, path, questions FROM online_event WHERE id = $1`,
      [eventId],
    );
    if (!event) throw new AppError('event.not_found');
    const rows = await this.lists.count(eventId, filter);
    await this.transactions.run(actor, (tx) =>
      this.audit.record(tx, {
        action: 'registration.exported',
        path: event.path,
        subject: { kind: 'event', id: eventId },
        after: { rows, ...filter },
      }),
    );
    response.attachment(`${event.title}.csv`).type('text/csv').setHeader('Cache-Control', 'no-store');
    await sendStream(response, writeCsv(this.table(actor.locale, event, this.lists.all(eventId, filter))));
  }

  private async *table(
    locale: Locale,
    { questions }: ExportedEvent,
    lines: AsyncIterable<Omit<RegistrationLine, 'number'>>,
  ): AsyncGenerator<Cell[]> {
    yield [...HEADER[locale], ...questions.map(({ label }) => label)];
    let number = 0;
    for await (const line of lines) {
      const { name, phone, enterpriseName, jobTitle, county, channel, state, registeredAt, answers } = line;
      yield [
        (number += 1),
        name,
        phone,
        enterpriseName,
        jobTitle,
        county?.name ?? null,
        channel?.name ?? null,
        STATES[locale][state],
        TIME.format(new Date(registeredAt)),
        ...questions.map(({ key }) => answers[key] ?? null),
      ];
    }
  }
}
