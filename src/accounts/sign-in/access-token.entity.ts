import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** One place where an account is signed in. The cookie holds the token, this row its digest. */
@Entity('access_token')
@Unique('access_token_digest_uq', ['digest'])
@Index('access_token_account_ix', ['accountId'])
export class AccessToken {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'access_token_pk' })
  id!: string;

  @Column('uuid', { name: 'account_id' })
  @ForeignKey('Account', { name: 'access_token_account_fk' })
  accountId!: string;

  @Column('text')
  digest!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'last_used_at' })
  lastUsedAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  @Column('timestamptz', { name: 'totp_at', nullable: true })
  totpAt!: Date | null;

  @Column('text', { default: '' })
  address!: string;

  @Column('text', { name: 'user_agent', default: '' })
  userAgent!: string;
}
