import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { ProgrammeField } from '../../contracts/programme.contract.js';

/** A programme (专项), such as 复工复产 or 上云上平台. */
@Entity('programme')
@Unique('programme_slug_uq', ['slug'])
export class Programme {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'programme_pk' })
  id!: string;

  @Column('text')
  slug!: string;

  @Column('text')
  name!: string;

  /** The window that runs the programme, mostly the hub of the province. */
  @Column('uuid', { name: 'owner_id', nullable: true })
  @ForeignKey('Organisation', { name: 'programme_owner_fk' })
  ownerId!: string | null;

  @Column('text', { default: '' })
  summary!: string;

  @Column('text', { default: '' })
  description!: string;

  /** Further fields of this programme's events (financing: 期限, 用途, 担保方式). */
  @Column('jsonb', { default: [] })
  fields!: ProgrammeField[];

  @Column('integer', { default: 0 })
  position!: number;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
