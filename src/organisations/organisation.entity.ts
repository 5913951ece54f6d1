import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { OrganisationKind, WindowLevel } from '../contracts/vocabulary.js';

/** A window, agency or enterprise. `path` holds the ids of its ancestors and its own, each ending in '/'. */
@Entity('organisation')
@Unique('organisation_path_uq', ['path'])
// Made by its migration with text_pattern_ops, which TypeORM cannot express: for `path LIKE '/a/%'`.
@Index('organisation_path_ix', { synchronize: false })
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

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
