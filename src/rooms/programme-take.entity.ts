import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** One uninterrupted stretch of the programme feed from one source. */
@Entity('programme_take')
export class ProgrammeTake {
  @PrimaryColumn('uuid', { name: 'session_id', primaryKeyConstraintName: 'programme_take_pk' })
  @ForeignKey('Session', { name: 'programme_take_session_fk' })
  sessionId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'programme_take_pk' })
  take!: number;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('integer', { name: 'duration_ms', default: 0 })
  durationMs!: number;

  @Column('text', { nullable: true })
  codec!: string | null;

  @Column('integer', { nullable: true })
  width!: number | null;

  @Column('integer', { nullable: true })
  height!: number | null;

  @Column('boolean', { default: false })
  transcoded!: boolean;
}
