import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** How many persons were there in a minute on air; those who are not counted left out. */
@Entity('attendance_minute')
export class AttendanceMinute {
  @PrimaryColumn('uuid', { name: 'session_id', primaryKeyConstraintName: 'attendance_minute_pk' })
  @ForeignKey('Session', { name: 'attendance_minute_session_fk' })
  sessionId!: string;

  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'attendance_minute_pk' })
  minute!: Date;

  /** With the page open. */
  @Column('integer')
  present!: number;

  @Column('integer')
  watching!: number;
}
