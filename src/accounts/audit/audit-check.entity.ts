import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AuditCheckReport } from '../../contracts/audit.contract.js';

/** What a walk over the audit's chain found. Append-only. */
@Entity('audit_check')
@Index('audit_check_finished_ix', ['finishedAt'])
export class AuditCheck {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_check_pk' })
  id!: string;

  /** Who asked for it; null for the daily one. */
  @Column('uuid', { name: 'account_id', nullable: true })
  accountId!: string | null;

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt!: Date;

  @Column('timestamptz', { name: 'finished_at' })
  finishedAt!: Date;

  @Column('jsonb')
  report!: AuditCheckReport;
}
