import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { AuditAction, AuditResult, AuditSubject, ErrorCode } from '../../contracts/vocabulary.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { newId } from '../../infra/id.js';
import { Refusals } from '../../infra/refusals.js';
import { type AuditContent, changes, redact, redactText } from './audit-content.js';
import { AuditSealer } from './audit-sealer.service.js';
import { RefusalLimit } from './refusal-limit.js';

/** An administrative act that was done. */
export interface AuditLine {
  action: AuditAction;
  /** Path of the organisation that it concerns, as it is now; '/' for the platform. */
  path: string;
  subject: { kind: AuditSubject; id?: string | null };
  /** Whole rows may be given: where both are there, only what differs is kept. Never a file's content. */
  before?: AuditContent | null;
  after?: AuditContent | null;
}

/** One that was refused; `after` is what was asked for. */
export type RefusedLine = Omit<AuditLine, 'before'> & { code: ErrorCode };

type Outcome = { result: AuditResult; code: ErrorCode | null };

const MAX_SUBJECT = 200;

/**
 * Who changed what in the administration. Acts are written in the transaction that does them, so that neither is there
 * without the other; who and from where is the transaction's actor.
 */
@Injectable()
export class Audit implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(Audit.name);
  private readonly asked = new WeakSet<Tx>();
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly sealer: AuditSealer,
    private readonly limit: RefusalLimit,
    private readonly refusals: Refusals,
  ) {}

  onModuleInit(): void {
    this.refusals.listen((actor, { policy, path, subject }) =>
      this.refused(actor, {
        action: 'access.refused',
        path,
        subject: { kind: 'policy', id: policy },
        after: subject ? { subject } : null,
        code: 'access.denied',
      }),
    );
  }

  async record(tx: Tx, line: AuditLine): Promise<void> {
    await this.write(tx, line, { result: 'done', code: null });
  }

  /**
   * Notes an act that was refused, in a transaction of its own: the refused one writes nothing. Answers at once; what
   * goes wrong here, or beyond the limit, changes nothing for the caller.
   */
  refused(actor: Actor, { code, ...line }: RefusedLine): void {
    if (!this.limit.allows(actor)) return;
    const writing = this.transactions
      .run(actor, (tx) => this.write(tx, line, { result: 'refused', code }))
      .catch((error: unknown) => this.logger.error(error, `A refused ${line.action} is missing in the audit`))
      .finally(() => this.underWay.delete(writing));
    this.underWay.add(writing);
  }

  /** Before the connections close. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async write(tx: Tx, line: AuditLine, { result, code }: Outcome): Promise<void> {
    const { accountId, personId, address, userAgent } = tx.actor;
    const { before, after } = kept(line);
    const { kind, id } = line.subject;
    await tx.query(
      `INSERT INTO audit_entry (id, occurred_at, account_id, person_id, address, user_agent, action, path,
                                subject_kind, subject_id, before, after, result, code)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        newId(),
        this.clock.now(),
        accountId,
        personId,
        address,
        userAgent === null ? null : redactText(userAgent).slice(0, 200),
        line.action,
        line.path,
        kind,
        id == null ? null : redactText(id).slice(0, MAX_SUBJECT),
        before,
        after,
        result,
        code,
      ],
    );
    this.sealAfterCommit(tx);
  }

  /** Once for a transaction, however many lines it writes. */
  private sealAfterCommit(tx: Tx): void {
    if (this.asked.has(tx)) return;
    this.asked.add(tx);
    tx.afterCommit(() => this.sealer.soon());
  }
}

function kept({ before, after }: AuditLine): { before: AuditContent | null; after: AuditContent | null } {
  if (before && after) {
    const changed = changes(before, after);
    return { before: redact(changed.before), after: redact(changed.after) };
  }
  return { before: before ? redact(before) : null, after: after ? redact(after) : null };
}
