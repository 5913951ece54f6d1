import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { EventQuestion } from '../contracts/event.contract.js';
import type { EventForm, EventMode, PlanState, PublicationState } from '../contracts/vocabulary.js';

/** What a window declares and hosts: one or more sessions under one title. (`Event` is a global of the platform.) */
@Entity('online_event')
@Index('online_event_path_ix', { synchronize: false })
export class OnlineEvent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'online_event_pk' })
  id!: string;

  @Index('online_event_host_ix')
  @Column('uuid', { name: 'host_id' })
  @ForeignKey('Organisation', { name: 'online_event_host_fk' })
  hostId!: string;

  @Index('online_event_programme_ix')
  @Column('uuid', { name: 'programme_id', nullable: true })
  @ForeignKey('Programme', { name: 'online_event_programme_fk' })
  programmeId!: string | null;

  @Column('text')
  title!: string;

  @Column('text')
  form!: EventForm;

  @Column('text')
  mode!: EventMode;

  @Column('text', { name: 'plan_state', default: 'declared' })
  planState!: PlanState;

  @Column('text', { name: 'publication_state', default: 'draft' })
  publicationState!: PublicationState;

  /** The host window's path when the event was declared. */
  @Column('text')
  path!: string;

  /** The window or agency that declared (申报) it, where that is not the host. */
  @Column('uuid', { name: 'declared_by_id', nullable: true })
  @ForeignKey('Organisation', { name: 'online_event_declared_by_fk' })
  declaredById!: string | null;

  @Column('uuid', { name: 'responsible_account_id', nullable: true })
  @ForeignKey('Account', { name: 'online_event_responsible_fk' })
  responsibleAccountId!: string | null;

  @Column('text', { default: '' })
  summary!: string;

  @Column('text', { default: '' })
  description!: string;

  @Column('jsonb', { name: 'programme_fields', default: {} })
  programmeFields!: Record<string, string>;

  @Column('uuid', { name: 'poster_file_id', nullable: true })
  @ForeignKey('StoredFileRow', { name: 'online_event_poster_fk' })
  posterFileId!: string | null;

  /** 重点活动: since when, and why. */
  @Column('date', { name: 'key_since', nullable: true })
  keySince!: string | null;

  @Column('text', { name: 'key_reason', default: '' })
  keyReason!: string;

  @Column('text', { name: 'cancel_reason', default: '' })
  cancelReason!: string;

  /** Places for registration; null: as many as come. */
  @Column('integer', { nullable: true })
  capacity!: number | null;

  @Column('boolean', { name: 'registration_open', default: false })
  registrationOpen!: boolean;

  @Column('timestamptz', { name: 'registration_until', nullable: true })
  registrationUntil!: Date | null;

  @Column('jsonb', { default: [] })
  questions!: EventQuestion[];

  /** Share of the time on air that somebody must have watched to count as 有效参会; null: what the form has. */
  @Column('integer', { name: 'effective_percent', nullable: true })
  effectivePercent!: number | null;

  @Column('uuid', { name: 'cloned_from_id', nullable: true })
  @ForeignKey('OnlineEvent', { name: 'online_event_cloned_from_fk' })
  clonedFromId!: string | null;

  @Column('timestamptz', { name: 'published_at', nullable: true })
  publishedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;

  /** Grows with each change; an editor that read an older one is refused. */
  @Column('integer', { default: 1 })
  version!: number;
}
