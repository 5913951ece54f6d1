import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { CorrectionKind } from '../../contracts/vocabulary.js';

/** Something that was corrected of a person's attendance; rows are added and never changed, but for an erased reason. */
@Entity('attendance_correction')
@Index('attendance_correction_session_ix', { synchronize: false })
@Unique('attendance_correction_withdraws_uq', ['withdraws'])
export class AttendanceCorrection {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'attendance_correction_pk' })
  id!: string;

  @Column('uuid', { name: 'session_id' })
  @ForeignKey('Session', { name: 'attendance_correction_session_fk' })
  sessionId!: string;

  @Column('uuid', { name: 'person_id' })
  @ForeignKey('Person', { name: 'attendance_correction_person_fk' })
  personId!: string;

  @Column('text')
  kind!: CorrectionKind | 'withdrawal';

  /** Of a time that is added; of nothing else. */
  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  /** The correction that holds no longer. */
  @Column('uuid', { nullable: true })
  @ForeignKey('AttendanceCorrection', { name: 'attendance_correction_withdraws_fk' })
  withdraws!: string | null;

  @Column('text')
  reason!: string;

  @Column('uuid', { name: 'made_by' })
  @ForeignKey('Account', { name: 'attendance_correction_made_by_fk' })
  madeBy!: string;

  @Column('timestamptz', { name: 'made_at' })
  madeAt!: Date;
}
