import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** What the bytes under a storage key are, whose they are and until when. (`File` is a global of the platform.) */
@Entity('file')
@Unique('file_storage_key_uq', ['storageKey'])
// Made by its migration with text_pattern_ops, which TypeORM cannot express: for `owner_path LIKE '/a/%'`.
@Index('file_owner_ix', { synchronize: false })
@Index('file_expires_ix', ['expiresAt'], { where: 'deleted_at IS NULL' })
export class StoredFileRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'file_pk' })
  id!: string;

  @Column('text')
  purpose!: string;

  /** Path of the organisation to which it belongs, if to one. */
  @Column('text', { name: 'owner_path', nullable: true })
  ownerPath!: string | null;

  @Column('uuid', { name: 'person_id', nullable: true })
  @ForeignKey('Person', { name: 'file_person_fk' })
  personId!: string | null;

  /** As the uploader called it, without what a file system would not like. */
  @Column('text')
  name!: string;

  /** Media type by content, never by name. */
  @Column('text')
  type!: string;

  /** The driver gives a bigint as text. */
  @Column('bigint', { transformer: { to: (size: number) => size, from: Number } })
  size!: number;

  @Column('text')
  sha256!: string;

  @Column('text', { name: 'storage_key' })
  storageKey!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;
}
