import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { OnAirState, SessionAccess, SessionState } from '../../contracts/vocabulary.js';

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

  @Column('timestamptz', { name: 'state_since', default: () => 'now()' })
  stateSince!: Date;

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

  /** What opens a session whose access is `code`; shown to its organisers. */
  @Column('text', { name: 'access_code', nullable: true })
  accessCode!: string | null;

  @Column('timestamptz', { name: 'postponed_from', nullable: true })
  postponedFrom!: Date | null;

  @Column('text', { name: 'cancel_reason', default: '' })
  cancelReason!: string;

  /** The agenda item on now (正在推介). */
  @Column('uuid', { name: 'current_item_id', nullable: true })
  @ForeignKey('AgendaItem', { name: 'session_current_item_fk', onDelete: 'SET NULL' })
  currentItemId!: string | null;

  /** SEQUENCE of the calendar entry (RFC 5545, 3.8.7.4). */
  @Column('integer', { name: 'calendar_version', default: 0 })
  calendarVersion!: number;

  /** Grows with each change; an editor that read an older one is refused. */
  @Column('integer', { default: 1 })
  version!: number;

  @Column('text')
  path!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
