import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How far a session's figures are computed. */
@Entity('attendance_rollup')
export class AttendanceRollup {
  @PrimaryColumn('uuid', { name: 'session_id', primaryKeyConstraintName: 'attendance_rollup_pk' })
  @ForeignKey('Session', { name: 'attendance_rollup_session_fk' })
  sessionId!: string;

  /** Intervals have come since. */
  @Column('boolean')
  due!: boolean;

  @Column('timestamptz', { name: 'computed_at', nullable: true })
  computedAt!: Date | null;

  /** Minutes before this one do not change any more. */
  @Column('timestamptz', { name: 'closed_until', nullable: true })
  closedUntil!: Date | null;

  /** The last computation: large sessions are computed less often. */
  @Column('integer', { name: 'took_ms', default: 0 })
  tookMs!: number;
}
