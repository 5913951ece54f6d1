import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { EventForm, EventMode } from '../contracts/vocabulary.js';

/** What a window declares and hosts: one or more sessions under one title. (`Event` is a global of the platform.) */
@Entity('online_event')
export class OnlineEvent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'online_event_pk' })
  id!: string;

  @Index('online_event_host_ix')
  @Column('uuid', { name: 'host_id' })
  @ForeignKey('Organisation', { name: 'online_event_host_fk' })
  hostId!: string;

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
  planState!: 'declared' | 'held' | 'cancelled';

  @Column('text', { name: 'publication_state', default: 'draft' })
  publicationState!: 'draft' | 'published' | 'archived';

  /** The host window's path when the event was declared. */
  @Column('text')
  path!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
