import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One uploaded file of windows, agencies, enterprises or a roster: read, previewed, imported whole or not at all. */
@Entity('import_batch')
@Index('import_batch_path_ix', { synchronize: false })
@Index('import_batch_organisation_ix', ['organisationId', 'id'])
export class ImportBatch {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'import_batch_pk' })
  id!: string;

  @Column('text')
  kind!: 'window' | 'agency' | 'enterprise' | 'roster';

  @Column('uuid', { name: 'organisation_id' })
  @ForeignKey('Organisation', { name: 'import_batch_organisation_fk' })
  organisationId!: string;

  @Column('uuid', { name: 'subject_id', nullable: true })
  subjectId!: string | null;

  @Column('uuid', { name: 'file_id' })
  @ForeignKey('StoredFileRow', { name: 'import_batch_file_fk' })
  fileId!: string;

  @Column('text', { default: 'reading' })
  state!: 'reading' | 'previewed' | 'importing' | 'imported' | 'discarded' | 'failed';

  @Column('text', { nullable: true })
  failure!: string | null;

  @Column('integer', { default: 0 })
  lines!: number;

  @Column('integer', { name: 'wrong_lines', default: 0 })
  wrongLines!: number;

  @Column('integer', { name: 'done_lines', default: 0 })
  doneLines!: number;

  /** Lines that are new, by the last check; they stay when the lines go. */
  @Column('integer', { default: 0 })
  creates!: number;

  /** Lines of what is known already. */
  @Column('integer', { default: 0 })
  updates!: number;

  @Column('uuid', { name: 'created_by' })
  @ForeignKey('Account', { name: 'import_batch_created_by_fk' })
  createdBy!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt!: Date | null;

  @Column('text')
  path!: string;
}
