import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Scene } from '../../contracts/stage.contract.js';

/** What the director of a session chose; a session without a row has the defaults. */
@Entity('stage')
export class Stage {
  @PrimaryColumn('uuid', { name: 'session_id', primaryKeyConstraintName: 'stage_pk' })
  @ForeignKey('Session', { name: 'stage_session_fk', onDelete: 'CASCADE' })
  sessionId!: string;

  /** Null: the platform chooses. */
  @Column('jsonb', { nullable: true })
  scene!: Scene | null;

  /** Whether names stand on the picture. */
  @Column('boolean', { default: true })
  strip!: boolean;

  @Column('timestamptz', { name: 'rehearsing_since', nullable: true })
  rehearsingSince!: Date | null;
}
