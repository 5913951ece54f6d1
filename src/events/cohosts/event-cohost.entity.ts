import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { CohostState } from '../../contracts/vocabulary.js';

/** An organisation that was asked to co-host (协办) an event. */
@Entity('event_cohost')
@Unique('event_cohost_uq', ['eventId', 'organisationId'])
@Index('event_cohost_organisation_ix', ['organisationId', 'state'])
export class EventCohost {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'event_cohost_pk' })
  id!: string;

  @Column('uuid', { name: 'event_id' })
  @ForeignKey('OnlineEvent', { name: 'event_cohost_event_fk' })
  eventId!: string;

  @Column('uuid', { name: 'organisation_id' })
  @ForeignKey('Organisation', { name: 'event_cohost_organisation_fk' })
  organisationId!: string;

  @Column('text', { default: 'invited' })
  state!: CohostState;

  @Column('text', { default: '' })
  message!: string;

  @Column('uuid', { name: 'invited_by' })
  @ForeignKey('Account', { name: 'event_cohost_invited_by_fk' })
  invitedBy!: string;

  @Column('timestamptz', { name: 'invited_at' })
  invitedAt!: Date;

  @Column('uuid', { name: 'answered_by', nullable: true })
  @ForeignKey('Account', { name: 'event_cohost_answered_by_fk' })
  answeredBy!: string | null;

  @Column('timestamptz', { name: 'answered_at', nullable: true })
  answeredAt!: Date | null;

  @Column('text', { default: '' })
  reason!: string;
}
