import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** One line of an import with what is wrong with it. */
@Entity('import_line')
export class ImportLine {
  @PrimaryColumn('uuid', { name: 'batch_id', primaryKeyConstraintName: 'import_line_pk' })
  @ForeignKey('ImportBatch', { name: 'import_line_batch_fk', onDelete: 'CASCADE' })
  batchId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'import_line_pk' })
  line!: number;

  @Column('jsonb')
  cells!: Record<string, string>;

  @Column('text')
  action!: 'create' | 'update' | 'refuse';

  @Column('jsonb', { default: [] })
  errors!: { column: string; rule: string }[];
}
