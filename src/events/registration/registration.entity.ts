import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { RegistrationState } from '../../contracts/vocabulary.js';

/** That a person registered for an event; one row per person and event. */
@Entity('registration')
@Unique('registration_uq', ['eventId', 'personId'])
@Index('registration_event_ix', ['eventId', 'state', 'id'])
@Index('registration_person_ix', ['personId'])
@Index('registration_enterprise_ix', ['enterpriseId'])
@Index('registration_channel_ix', ['channelId'])
export class Registration {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'registration_pk' })
  id!: string;

  @Column('uuid', { name: 'event_id' })
  @ForeignKey('OnlineEvent', { name: 'registration_event_fk' })
  eventId!: string;

  @Column('uuid', { name: 'person_id' })
  @ForeignKey('Person', { name: 'registration_person_fk' })
  personId!: string;

  @Column('text', { default: 'registered' })
  state!: RegistrationState;

  @Column('text', { default: '' })
  name!: string;

  @Column('text', { name: 'enterprise_name', default: '' })
  enterpriseName!: string;

  @Column('uuid', { name: 'enterprise_id', nullable: true })
  @ForeignKey('Organisation', { name: 'registration_enterprise_fk' })
  enterpriseId!: string | null;

  @Column('text', { name: 'job_title', default: '' })
  jobTitle!: string;

  @Column('uuid', { name: 'county_id', nullable: true })
  @ForeignKey('Organisation', { name: 'registration_county_fk' })
  countyId!: string | null;

  @Column('jsonb', { default: {} })
  answers!: Record<string, string>;

  @Column('uuid', { name: 'channel_id', nullable: true })
  @ForeignKey('Channel', { name: 'registration_channel_fk' })
  channelId!: string | null;

  @Column('timestamptz', { name: 'registered_at' })
  registeredAt!: Date;

  @Column('timestamptz', { name: 'cancelled_at', nullable: true })
  cancelledAt!: Date | null;
}
