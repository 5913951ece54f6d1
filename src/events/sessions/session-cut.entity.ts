import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { CutReason } from '../../contracts/vocabulary.js';

/** A one-key cut (紧急切断) of a session: open while `liftedAt` is null, afterwards the history and what stays withdrawn. */
@Entity('session_cut')
@Index('session_cut_session_ix', ['sessionId', 'cutAt'])
@Index('session_cut_open_uq', ['sessionId'], { unique: true, where: 'lifted_at IS NULL' })
export class SessionCut {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'session_cut_pk' })
  id!: string;

  @Column('uuid', { name: 'session_id' })
  @ForeignKey('Session', { name: 'session_cut_session_fk' })
  sessionId!: string;

  @Column('text')
  reason!: CutReason;

  @Column('timestamptz', { name: 'cut_at' })
  cutAt!: Date;

  @Column('uuid', { name: 'cut_person_id', nullable: true })
  @ForeignKey('Person', { name: 'session_cut_person_fk' })
  cutPersonId!: string | null;

  /** Null for a host who came by a link. */
  @Column('uuid', { name: 'cut_account_id', nullable: true })
  @ForeignKey('Account', { name: 'session_cut_account_fk' })
  cutAccountId!: string | null;

  /** The last segment of the recording that had been written then; null where there was none. */
  @Column('integer', { name: 'last_segment', nullable: true })
  lastSegment!: number | null;

  @Column('timestamptz', { name: 'lifted_at', nullable: true })
  liftedAt!: Date | null;

  @Column('uuid', { name: 'lifted_by', nullable: true })
  @ForeignKey('Account', { name: 'session_cut_lifted_by_fk' })
  liftedBy!: string | null;

  @Column('text', { default: '' })
  note!: string;

  /** What was recorded in this range stays withdrawn after the lift. */
  @Column('timestamptz', { name: 'withdrawn_from', nullable: true })
  withdrawnFrom!: Date | null;

  @Column('timestamptz', { name: 'withdrawn_to', nullable: true })
  withdrawnTo!: Date | null;
}
