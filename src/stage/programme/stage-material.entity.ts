import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { MaterialKind } from '../../contracts/vocabulary.js';

/** Slides, a picture or a video that can be put on air. */
@Entity('stage_material')
export class StageMaterialRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'stage_material_pk' })
  id!: string;

  @Index('stage_material_session_ix')
  @Column('uuid', { name: 'session_id' })
  @ForeignKey('Session', { name: 'stage_material_session_fk', onDelete: 'CASCADE' })
  sessionId!: string;

  /** Who brought it; null: the organisers. */
  @Index('stage_material_owner_ix')
  @Column('uuid', { name: 'owner_id', nullable: true })
  @ForeignKey('StageParticipant', { name: 'stage_material_owner_fk' })
  ownerId!: string | null;

  @Column('text')
  kind!: MaterialKind;

  @Column('text')
  title!: string;

  @Column('integer')
  pages!: number;

  /** The one that is shown, from 1. */
  @Column('integer', { default: 1 })
  page!: number;

  @Column('boolean', { default: false })
  loop!: boolean;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'removed_at', nullable: true })
  removedAt!: Date | null;
}
