import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { OrganisationKind, WindowLevel } from '../contracts/vocabulary.js';

/** A window, agency or enterprise. `path` holds the ids of its ancestors and its own, each ending in '/'. */
@Entity('organisation')
@Unique('organisation_path_uq', ['path'])
@Check('organisation_kind_ck', `kind IN ('window', 'agency', 'enterprise')`)
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
