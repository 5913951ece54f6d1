import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What a session left behind: the segments below `prefix` of the storage, playable under the session's addresses. */
@Entity('recording')
export class Recording {
  @PrimaryColumn('uuid', { name: 'session_id', primaryKeyConstraintName: 'recording_pk' })
  @ForeignKey('Session', { name: 'recording_session_fk' })
  sessionId!: string;

  @Column('text')
  prefix!: string;

  @Column('integer', { name: 'duration_ms' })
  durationMs!: number;

  @Column('integer')
  segments!: number;

  @Column('timestamptz', { name: 'finished_at' })
  finishedAt!: Date;
}
