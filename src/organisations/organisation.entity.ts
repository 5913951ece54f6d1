import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { EnterpriseSize, OrganisationKind, OrganisationState, WindowLevel } from '../contracts/vocabulary.js';

/** A window, agency or enterprise. `path` holds the ids of its ancestors and its own, each ending in '/'. */
@Entity('organisation')
@Unique('organisation_path_uq', ['path'])
// Made by its migration with text_pattern_ops, which TypeORM cannot express: for `path LIKE '/a/%'`.
@Index('organisation_path_ix', { synchronize: false })
@Index('organisation_name_ix', { synchronize: false })
@Index('organisation_credit_code_uq', ['creditCode'], { unique: true, where: "state <> 'merged'" })
@Index('organisation_area_code_uq', ['areaCode'], { unique: true, where: "kind = 'window' AND state <> 'merged'" })
@Index('organisation_parent_ix', ['parentId', 'kind'])
export class Organisation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'organisation_pk' })
  id!: string;

  @Column('text')
  kind!: OrganisationKind;

  @Column('text', { nullable: true })
  level!: WindowLevel | null;

  @Column('text')
  name!: string;

  @Column('text')
  path!: string;

  @Column('uuid', { name: 'parent_id', nullable: true })
  @ForeignKey('Organisation', { name: 'organisation_parent_fk' })
  parentId!: string | null;

  @Column('text', { default: 'active' })
  state!: OrganisationState;

  /** Unified social credit code (统一社会信用代码, GB 32100-2015), agencies and enterprises. */
  @Column('text', { name: 'credit_code', nullable: true })
  creditCode!: string | null;

  /** Administrative division code (GB/T 2260) of a window; 6 digits. */
  @Column('text', { name: 'area_code', nullable: true })
  areaCode!: string | null;

  /** The industrial cluster to which an enterprise belongs beside its county. */
  @Column('uuid', { name: 'cluster_id', nullable: true })
  @ForeignKey('Organisation', { name: 'organisation_cluster_fk' })
  clusterId!: string | null;

  /** Section of GB/T 4754, A to T. */
  @Column('text', { nullable: true })
  industry!: string | null;

  @Column('text', { nullable: true })
  size!: EnterpriseSize | null;

  /** The channel that brought it (注册渠道). */
  @Column('text', { default: '' })
  channel!: string;

  @Column('text', { default: '' })
  introduction!: string;

  @Column('text', { default: '' })
  address!: string;

  @Column('text', { default: '' })
  telephone!: string;

  @Column('integer', { name: 'planned_year', nullable: true })
  plannedYear!: number | null;

  /** 计划内 or 计划外. */
  @Column('boolean', { name: 'in_plan', nullable: true })
  inPlan!: boolean | null;

  @Column('date', { name: 'built_on', nullable: true })
  builtOn!: string | null;

  @Column('uuid', { name: 'merged_into_id', nullable: true })
  @ForeignKey('Organisation', { name: 'organisation_merged_into_fk' })
  mergedIntoId!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
