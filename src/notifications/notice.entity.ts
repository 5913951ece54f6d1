import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { NoticeKind } from '../contracts/vocabulary.js';

/** Something that a person was told. The text is made from kind and params when it is read, in the reader's language. */
@Entity('notice')
@Unique('notice_dedupe_uq', ['personId', 'dedupeKey'])
@Index('notice_person_ix', ['personId', 'id'])
@Index('notice_created_ix', ['createdAt'])
@Index('notice_unread_ix', ['personId', 'id'], { where: 'read_at IS NULL' })
export class Notice {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'notice_pk' })
  id!: string;

  @Column('uuid', { name: 'person_id' })
  @ForeignKey('Person', { name: 'notice_person_fk' })
  personId!: string;

  @Column('text')
  kind!: NoticeKind;

  @Column('jsonb')
  params!: Record<string, unknown>;

  /** A path of the app. */
  @Column('text', { nullable: true })
  href!: string | null;

  @Column('text', { name: 'dedupe_key', nullable: true })
  dedupeKey!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'read_at', nullable: true })
  readAt!: Date | null;
}
