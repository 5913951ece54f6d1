import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ServiceCategory } from '../contracts/vocabulary.js';

/** A service (服务项目) that an agency or enterprise offers. */
@Entity('service_item')
@Index('service_item_organisation_ix', ['organisationId'])
export class ServiceItem {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'service_item_pk' })
  id!: string;

  @Column('uuid', { name: 'organisation_id' })
  @ForeignKey('Organisation', { name: 'service_item_organisation_fk' })
  organisationId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  category!: ServiceCategory;

  @Column('text', { default: '' })
  summary!: string;

  @Column('text', { default: '' })
  price!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'withdrawn_at', nullable: true })
  withdrawnAt!: Date | null;
}
