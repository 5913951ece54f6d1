import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { AuditAction, AuditResult, AuditSubject } from '../../contracts/vocabulary.js';

/** One administrative act: who, when, from where, what, before and after, result. Append-only. */
@Entity('audit_entry')
@Unique('audit_entry_seq_uq', ['seq'])
@Index('audit_entry_time_ix', ['occurredAt', 'id'])
@Index('audit_entry_action_ix', ['action', 'occurredAt', 'id'])
@Index('audit_entry_account_ix', ['accountId', 'occurredAt', 'id'])
@Index('audit_entry_subject_ix', ['subjectKind', 'subjectId'])
@Index('audit_entry_refused_ix', ['occurredAt', 'id'], { where: `result = 'refused'` })
// Made by its migration with text_pattern_ops, which TypeORM cannot express: for `path LIKE '/a/%'`.
@Index('audit_entry_path_ix', { synchronize: false })
export class AuditEntry {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_entry_pk' })
  id!: string;

  /** Order of writing, given by the database. */
  @Column({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS' })
  seq!: string;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: Date;

  @Column('uuid', { name: 'account_id', nullable: true })
  accountId!: string | null;

  @Column('uuid', { name: 'person_id', nullable: true })
  personId!: string | null;

  @Column('text', { nullable: true })
  address!: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent!: string | null;

  @Column('text')
  action!: AuditAction;

  /** Path of the organisation that it concerns, as it was at that time; '/' for the platform. */
  @Column('text')
  path!: string;

  @Column('text', { name: 'subject_kind' })
  subjectKind!: AuditSubject;

  @Column('text', { name: 'subject_id', nullable: true })
  subjectId!: string | null;

  @Column('jsonb', { nullable: true })
  before!: Record<string, unknown> | null;

  @Column('jsonb', { nullable: true })
  after!: Record<string, unknown> | null;

  @Column('text')
  result!: AuditResult;

  /** The error's code, when it was refused. */
  @Column('text', { nullable: true })
  code!: string | null;
}
