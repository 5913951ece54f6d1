import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A stretch of time in which a session was on air; watching counts only inside these. */
@Entity('on_air_window')
@Index('on_air_window_session_ix', ['sessionId', 'startedAt'])
@Index('on_air_window_open_uq', ['sessionId'], { unique: true, where: 'ended_at IS NULL' })
export class OnAirWindow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'on_air_window_pk' })
  id!: string;

  @Column('uuid', { name: 'session_id' })
  @ForeignKey('Session', { name: 'on_air_window_session_fk' })
  sessionId!: string;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}
