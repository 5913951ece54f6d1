import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ExportState } from '../../contracts/vocabulary.js';

/** One MP4 made of a recording: of the replay as it is shown, or with `cutId` the evidence of a cut. */
@Entity('replay_export')
@Index('replay_export_session_ix', ['sessionId', 'requestedAt'])
@Index('replay_export_open_uq', ['sessionId'], { unique: true, where: `state IN ('waiting', 'running')` })
export class ReplayExport {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'replay_export_pk' })
  id!: string;

  @Column('uuid', { name: 'session_id' })
  @ForeignKey('Session', { name: 'replay_export_session_fk' })
  sessionId!: string;

  @Column('uuid', { name: 'cut_id', nullable: true })
  @ForeignKey('SessionCut', { name: 'replay_export_cut_fk' })
  cutId!: string | null;

  @Column('text', { default: 'waiting' })
  state!: ExportState;

  /** Per cent. */
  @Column('integer', { default: 0 })
  progress!: number;

  @Column('boolean', { default: false })
  transcoded!: boolean;

  @Column('uuid', { name: 'file_id', nullable: true })
  @ForeignKey('StoredFileRow', { name: 'replay_export_file_fk' })
  fileId!: string | null;

  @Column('uuid', { name: 'requested_by' })
  @ForeignKey('Account', { name: 'replay_export_requested_by_fk' })
  requestedBy!: string;

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt!: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
