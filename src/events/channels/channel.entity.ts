import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A code by which a window or agency can count whom it brought. */
@Entity('channel')
@Unique('channel_code_uq', ['code'])
@Index('channel_organisation_ix', ['organisationId'])
export class Channel {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'channel_pk' })
  id!: string;

  @Column('uuid', { name: 'organisation_id' })
  @ForeignKey('Organisation', { name: 'channel_organisation_fk' })
  organisationId!: string;

  @Column('text')
  code!: string;

  @Column('text')
  name!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;
}
