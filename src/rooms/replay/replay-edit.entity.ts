import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How a replay is shown. The stored recording is never changed by it. */
@Entity('replay_edit')
export class ReplayEdit {
  @PrimaryColumn('uuid', { name: 'session_id', primaryKeyConstraintName: 'replay_edit_pk' })
  @ForeignKey('Session', { name: 'replay_edit_session_fk' })
  sessionId!: string;

  /** On the recording's own time line, nothing left out. */
  @Column('integer', { name: 'trim_start_ms', default: 0 })
  trimStartMs!: number;

  /** Null: to the end. */
  @Column('integer', { name: 'trim_end_ms', nullable: true })
  trimEndMs!: number | null;

  @Column('boolean', { default: false })
  hidden!: boolean;

  /** Whether viewers may download it, too. */
  @Column('boolean', { default: false })
  downloadable!: boolean;

  /** Length of what is shown; null: all of the recording. */
  @Column('integer', { name: 'shown_ms', nullable: true })
  shownMs!: number | null;

  @Column('uuid', { name: 'changed_by', nullable: true })
  @ForeignKey('Account', { name: 'replay_edit_changed_by_fk' })
  changedBy!: string | null;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;
}
