import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { AttendanceExportQuery } from '../../contracts/statistics.contract.js';
import type { Locale } from '../../contracts/vocabulary.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions } from '../../infra/database/transactions.js';
import { sendStream } from '../../infra/http/send-stream.js';
import { safeFileName } from '../../infra/storage/file-name.js';
import { type SessionFacts, SessionFactsReader } from '../statistics/session-facts.read-model.js';
import { attendanceTable, chosenColumns } from './attendance-columns.js';
import { attendanceFile, type AttendanceFormat } from './attendance-files.js';
import { AttendanceLines, type LinesQuery, type OpenedLines } from './attendance-lines.read-model.js';
import { ATTENDANCE_WORDS } from './attendance-words.js';
import { ExportSlots } from './export-slots.js';

/** A million lines over 2 Mbit/s; whoever takes longer holds a connection that others wait for. */
const LONGEST_MS = 30 * 60_000;
const KINDS = { csv: 'csv', xlsx: 'xlsx', 'county-xlsx': 'xlsx', 'county-zip': 'zip' } as const;

/** Who attended a session as a file of any length; phone numbers stay masked. */
@Injectable()
export class AttendanceExport {
  constructor(
    private readonly facts: SessionFactsReader,
    private readonly lines: AttendanceLines,
    private readonly slots: ExportSlots,
    private readonly transactions: Transactions,
    private readonly audit: Audit,
  ) {}

  /**
   * The audit knows of it before it begins, and afterwards how many rows have left. Whoever goes away ends the
   * query; when the database fails in the middle the connection is cut, so that nobody takes what came for all.
   *
   * @throws AppError `session.not_found`, `request.too_many`, `server.unavailable`
   */
  async send(
    actor: Actor,
    sessionId: string,
    { format, query }: { format: AttendanceFormat; query: AttendanceExportQuery },
    response: Response,
  ): Promise<void> {
    const facts = await this.facts.of(sessionId);
    const release = this.slots.take(actor.accountId ?? '');
    const signal = untilGone(response);
    let lines: OpenedLines | undefined;
    try {
      await this.record(actor, facts, 'attendance.exported', { format, ...query });
      lines = await this.lines.open(facts, linesQuery(format, query), signal);
      await this.write(lines, { locale: actor.locale, facts, format, query }, response);
    } catch (error) {
      // A query that was cancelled because nobody waits for it any more is no failure.
      if (!signal.aborted || response.headersSent) throw error;
    } finally {
      await lines?.close();
      release();
      const after = { rows: lines?.taken ?? 0, isComplete: response.writableFinished };
      await this.record(actor, facts, 'attendance.export_ended', after);
    }
  }

  private async write(lines: OpenedLines, { locale, facts, format, query }: File, response: Response): Promise<void> {
    const table = attendanceTable(chosenColumns(query.columns), locale, facts.onAirSeconds);
    const kind = KINDS[format];
    response.attachment(safeFileName(`${facts.title} ${title(format, locale)}.${kind}`, kind));
    response.setHeader('Cache-Control', 'no-store');
    await sendStream(response, attendanceFile(format, table, lines.parts(), locale));
  }

  private async record(
    actor: Actor,
    { id, path }: SessionFacts,
    action: 'attendance.exported' | 'attendance.export_ended',
    after: Record<string, unknown>,
  ): Promise<void> {
    await this.transactions.run(actor, (tx) =>
      this.audit.record(tx, { action, path, subject: { kind: 'session', id }, after }),
    );
  }
}

interface File {
  locale: Locale;
  facts: SessionFacts;
  format: AttendanceFormat;
  query: AttendanceExportQuery;
}

function linesQuery(format: AttendanceFormat, { columns, ...filter }: AttendanceExportQuery): LinesQuery {
  const by = format.startsWith('county') ? 'county' : 'entry';
  return { filter, by, withPhones: chosenColumns(columns).includes('phone') };
}

function title(format: AttendanceFormat, locale: Locale): string {
  const { list, byCounty } = ATTENDANCE_WORDS[locale];
  return format.startsWith('county') ? byCounty : list;
}

/** Aborted when the receiver has gone; one that takes too long is cut off. */
function untilGone(response: Response): AbortSignal {
  const gone = new AbortController();
  const timer = setTimeout(() => response.destroy(), LONGEST_MS);
  response.once('close', () => {
    clearTimeout(timer);
    gone.abort();
  });
  if (response.destroyed) gone.abort();
  return gone.signal;
}
