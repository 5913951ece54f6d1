import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { SceneSource } from '../../contracts/stage.contract.js';
import type { SceneLayout } from '../../contracts/vocabulary.js';

/** A stretch of the programme with one picture: what the audience saw from when to when. */
@Entity('programme_shot')
@Index('programme_shot_session_ix', ['sessionId', 'startedAt'])
export class ProgrammeShot {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'programme_shot_pk' })
  id!: string;

  @Column('uuid', { name: 'session_id' })
  @ForeignKey('Session', { name: 'programme_shot_session_fk' })
  sessionId!: string;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('text')
  layout!: SceneLayout;

  /** Ids only: names are the participants', and go when somebody asks to be forgotten. */
  @Column('jsonb')
  sources!: SceneSource[];

  /** Whether names stood on it. */
  @Column('boolean')
  strip!: boolean;
}
