import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { OnAirState, SessionAccess, SessionState } from '../contracts/vocabulary.js';

/** A session (场次): a slot of an event's agenda that goes live once. */
@Entity('session')
@Index('session_state_ix', ['state', 'startsAt'])
export class Session {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'session_pk' })
  id!: string;

  @Index('session_event_ix')
  @Column('uuid', { name: 'event_id' })
  @ForeignKey('OnlineEvent', { name: 'session_event_fk' })
  eventId!: string;

  @Column('text')
  title!: string;

  @Column('text', { default: '' })
  summary!: string;

  @Column('text', { default: '' })
  description!: string;

  @Column('text', { default: 'scheduled' })
  state!: SessionState;

  @Column('text', { name: 'on_air', default: 'off' })
  onAir!: OnAirState;

  @Column('text', { default: 'public' })
  access!: SessionAccess;

  @Column('timestamptz', { name: 'starts_at' })
  startsAt!: Date;

  @Column('timestamptz', { name: 'ends_at' })
  endsAt!: Date;

  @Column('timestamptz', { name: 'live_since', nullable: true })
  liveSince!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('text')
  path!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
