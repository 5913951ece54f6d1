import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** That the people registered for a session are told of its start: a day before, or ten minutes before. */
@Entity('session_reminder')
@Unique('session_reminder_uq', ['sessionId', 'kind', 'startsAt'])
@Index('session_reminder_due_ix', ['dueAt'], { where: 'finished_at IS NULL' })
export class SessionReminder {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'session_reminder_pk' })
  id!: string;

  @Column('uuid', { name: 'session_id' })
  @ForeignKey('Session', { name: 'session_reminder_session_fk', onDelete: 'CASCADE' })
  sessionId!: string;

  @Column('text')
  kind!: 'day' | 'minutes';

  /** The start of which it tells; when the session is moved, it tells of nothing any more. */
  @Column('timestamptz', { name: 'starts_at' })
  startsAt!: Date;

  @Column('timestamptz', { name: 'due_at' })
  dueAt!: Date;

  /** The last registration that was told, in the order of their ids. */
  @Column('uuid', { name: 'reached_id', nullable: true })
  reachedId!: string | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
