import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An account of the provincial provider (OpenID Connect) that signs in here. */
@Entity('account_identity')
@Index('account_identity_account_uq', ['accountId', 'issuer'], { unique: true })
export class AccountIdentity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'account_identity_pk' })
  issuer!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'account_identity_pk' })
  subject!: string;

  @Column('uuid', { name: 'account_id' })
  @ForeignKey('Account', { name: 'account_identity_account_fk' })
  accountId!: string;

  @Column('timestamptz', { name: 'linked_at', default: () => 'now()' })
  linkedAt!: Date;
}
