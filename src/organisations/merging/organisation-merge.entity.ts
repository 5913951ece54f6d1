import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** That one organisation turned out to be another; facts keep the old id and are read through this. */
@Entity('organisation_merge')
@Unique('organisation_merge_source_uq', ['sourceId'])
@Index('organisation_merge_target_ix', ['targetId'])
export class OrganisationMerge {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'organisation_merge_pk' })
  id!: string;

  @Column('uuid', { name: 'source_id' })
  @ForeignKey('Organisation', { name: 'organisation_merge_source_fk' })
  sourceId!: string;

  @Column('uuid', { name: 'target_id' })
  @ForeignKey('Organisation', { name: 'organisation_merge_target_fk' })
  targetId!: string;

  @Column('text')
  reason!: string;

  @Column('jsonb')
  moved!: Record<string, number>;

  @Column('uuid', { name: 'merged_by' })
  @ForeignKey('Account', { name: 'organisation_merge_merged_by_fk' })
  mergedBy!: string;

  @Column('timestamptz', { name: 'merged_at' })
  mergedAt!: Date;
}
