import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ConsentPurpose } from '../../contracts/vocabulary.js';

/** A version of what people are asked to agree to; kept for ever. */
@Entity('consent_text')
export class ConsentText {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'consent_text_pk' })
  purpose!: ConsentPurpose;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'consent_text_pk' })
  version!: number;

  @Column('text', { name: 'text_zh' })
  textZh!: string;

  @Column('text', { name: 'text_en' })
  textEn!: string;

  @Column('timestamptz', { name: 'published_at' })
  publishedAt!: Date;
}
