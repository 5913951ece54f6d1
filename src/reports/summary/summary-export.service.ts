import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions } from '../../infra/database/transactions.js';
import { EventFactsReader } from './event-facts.read-model.js';
import { EventSummaries } from './event-summary.read-model.js';
import { summaryDocument } from './summary-document.js';
import { SUMMARY_WORDS } from './summary-words.js';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** The summary as a file. */
@Injectable()
export class SummaryExport {
  constructor(
    private readonly summaries: EventSummaries,
    private readonly facts: EventFactsReader,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** The audit knows of it before it leaves. @throws AppError `event.not_found` */
  async send(actor: Actor, eventId: string, response: Response): Promise<void> {
    const [{ path }, summary] = await Promise.all([this.facts.of(eventId), this.summaries.of(eventId, actor.locale)]);
    const file = await summaryDocument(summary, actor.locale, this.clock.now());
    await this.transactions.run(actor, (tx) =>
      this.audit.record(tx, {
        action: 'summary.exported',
        path,
        subject: { kind: 'event', id: eventId },
        after: { format: 'docx' },
      }),
    );
    response.attachment(`${SUMMARY_WORDS[actor.locale].title(summary.event.title)}.docx`);
    response.type(DOCX).setHeader('Cache-Control', 'no-store');
    response.send(file);
  }
}
