import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Device, Exclusion, WatchWay } from '../../contracts/vocabulary.js';

/** What one person attended of a session, and as whom they are counted. */
@Entity('attendance_person')
@Index('attendance_person_person_ix', ['personId'])
export class AttendancePerson {
  @PrimaryColumn('uuid', { name: 'session_id', primaryKeyConstraintName: 'attendance_person_pk' })
  @ForeignKey('Session', { name: 'attendance_person_session_fk' })
  sessionId!: string;

  /** A root person. */
  @PrimaryColumn('uuid', { name: 'person_id', primaryKeyConstraintName: 'attendance_person_pk' })
  @ForeignKey('Person', { name: 'attendance_person_person_fk' })
  personId!: string;

  /** Listed, but not counted. */
  @Column('text', { nullable: true })
  exclusion!: Exclusion | null;

  /** While it was on air. */
  @Column('timestamptz', { name: 'first_at', nullable: true })
  firstAt!: Date | null;

  @Column('timestamptz', { name: 'last_at', nullable: true })
  lastAt!: Date | null;

  @Column('integer', { name: 'stay_seconds' })
  staySeconds!: number;

  @Column('integer', { name: 'watch_seconds' })
  watchSeconds!: number;

  @Column('integer', { name: 'replay_seconds' })
  replaySeconds!: number;

  @Column('integer')
  views!: number;

  @Column('integer', { name: 'replay_views' })
  replayViews!: number;

  @Column('text', { array: true })
  ways!: WatchWay[];

  @Column('text', { array: true })
  devices!: Device[];

  /** Code of the first channel by which they came. */
  @Column('text', { nullable: true })
  channel!: string | null;

  @Column('uuid', { name: 'county_id', nullable: true })
  @ForeignKey('Organisation', { name: 'attendance_person_county_fk' })
  countyId!: string | null;

  @Column('uuid', { name: 'enterprise_id', nullable: true })
  @ForeignKey('Organisation', { name: 'attendance_person_enterprise_fk' })
  enterpriseId!: string | null;

  @Column('text', { name: 'enterprise_name', default: '' })
  enterpriseName!: string;

  @Column('boolean', { name: 'is_corrected', default: false })
  isCorrected!: boolean;
}
