import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One page of slides as a picture; pictures and videos have one page. */
@Entity('stage_page')
export class StagePage {
  @PrimaryColumn('uuid', { name: 'material_id', primaryKeyConstraintName: 'stage_page_pk' })
  @ForeignKey('StageMaterialRow', { name: 'stage_page_material_fk', onDelete: 'CASCADE' })
  materialId!: string;

  /** From 1. */
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'stage_page_pk' })
  page!: number;

  @Index('stage_page_file_ix')
  @Column('uuid', { name: 'file_id' })
  @ForeignKey('StoredFileRow', { name: 'stage_page_file_fk' })
  fileId!: string;
}
