import { Injectable } from '@nestjs/common';
import type {
  AuditChain,
  AuditCheckView,
  AuditEntryView,
  AuditHead,
  AuditPage,
  AuditQuery,
} from '../../contracts/audit.contract.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { UNSEALED } from './audit-sealer.service.js';

const PAGE = 50;

type EntryRow = Omit<AuditEntryView, 'occurredAt' | 'account' | 'subject'> & {
  occurredAt: Date;
  accountId: string | null;
  accountName: string | null;
  subjectKind: AuditEntryView['subject']['kind'];
  subjectId: string | null;
};

/** What a filter adds to the query; each takes one parameter. */
const FILTERS: Record<keyof AuditQuery, (place: string) => string> = {
  action: (place) => `e.action = ${place}`,
  result: (place) => `e.result = ${place}`,
  account: (place) => `e.account_id = ${place}`,
  path: (place) => `e.path LIKE ${place}::text || '%'`,
  from: (place) => `e.occurred_at >= ${place}`,
  to: (place) => `e.occurred_at < ${place}`,
  before: (place) =>
    `(e.occurred_at, e.id) < (SELECT last.occurred_at, last.id FROM audit_entry last WHERE last.id = ${place})`,
};

/** What the audit says, for those who may read it. */
@Injectable()
export class AuditTrail {
  constructor(private readonly reads: ReadPool) {}

  /** Newest first, by keyset: a page is as quick far back as at the front. */
  async page(query: AuditQuery): Promise<AuditPage> {
    const given = (Object.keys(FILTERS) as (keyof AuditQuery)[]).filter((name) => query[name] !== undefined);
    const conditions = given.map((name, index) => FILTERS[name](`$${index + 1}`));
    const rows = await this.reads.query<EntryRow>(
      `SELECT e.id, e.occurred_at AS "occurredAt", e.account_id AS "accountId", a.display_name AS "accountName",
              e.person_id AS "personId", e.address, e.user_agent AS "userAgent", e.action, e.path,
              o.name AS organisation, e.subject_kind AS "subjectKind", e.subject_id AS "subjectId",
              e.before, e.after, e.result, e.code, s.no::float8 AS "sealNo"
       FROM audit_entry e
       LEFT JOIN account a ON a.id = e.account_id
       LEFT JOIN organisation o ON o.path = e.path
       LEFT JOIN audit_seal s ON s.entry_id = e.id
       ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
       ORDER BY e.occurred_at DESC, e.id DESC LIMIT ${PAGE + 1}`,
      given.map((name) => query[name]),
    );
    const shown = rows.slice(0, PAGE);
    return { entries: shown.map(entryView), next: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null };
  }

  async chain(): Promise<AuditChain> {
    const [[head], [waiting], [check]] = await Promise.all([
      this.reads.query<Omit<AuditHead, 'sealedAt'> & { sealedAt: Date }>(
        `SELECT no::float8 AS no, hash, sealed_at AS "sealedAt" FROM audit_seal ORDER BY no DESC LIMIT 1`,
      ),
      this.reads.query<{ unsealed: number }>(`SELECT count(*)::integer AS unsealed FROM ${UNSEALED} e`),
      this.reads.query<Pick<AuditCheckView, 'id' | 'report'> & { requestedAt: Date; finishedAt: Date }>(
        `SELECT id, requested_at AS "requestedAt", finished_at AS "finishedAt", report
         FROM audit_check ORDER BY finished_at DESC LIMIT 1`,
      ),
    ]);
    return {
      head: head ? { ...head, sealedAt: head.sealedAt.toISOString() } : null,
      unsealed: waiting?.unsealed ?? 0,
      lastCheck: check
        ? { ...check, requestedAt: check.requestedAt.toISOString(), finishedAt: check.finishedAt.toISOString() }
        : null,
    };
  }
}

function entryView({ accountId, accountName, subjectKind, subjectId, occurredAt, ...row }: EntryRow): AuditEntryView {
  return {
    ...row,
    occurredAt: occurredAt.toISOString(),
    account: accountId === null ? null : { id: accountId, name: accountName },
    subject: { kind: subjectKind, id: subjectId },
  };
}
