import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A place (分会场) where people watch an event together. */
@Entity('venue')
@Index('venue_event_ix', ['eventId'])
export class Venue {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'venue_pk' })
  id!: string;

  @Column('uuid', { name: 'event_id' })
  @ForeignKey('OnlineEvent', { name: 'venue_event_fk' })
  eventId!: string;

  @Column('uuid', { name: 'organisation_id' })
  @ForeignKey('Organisation', { name: 'venue_organisation_fk' })
  organisationId!: string;

  @Column('text')
  name!: string;

  @Column('text', { default: '' })
  address!: string;

  @Column('integer', { nullable: true })
  capacity!: number | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'withdrawn_at', nullable: true })
  withdrawnAt!: Date | null;
}
