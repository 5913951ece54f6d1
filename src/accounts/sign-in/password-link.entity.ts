import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A one-time link by which somebody sets the password of an account. */
@Entity('password_link')
@Unique('password_link_digest_uq', ['digest'])
export class PasswordLink {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'password_link_pk' })
  id!: string;

  @Column('uuid', { name: 'account_id' })
  @ForeignKey('Account', { name: 'password_link_account_fk' })
  accountId!: string;

  @Column('text')
  digest!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;
}
