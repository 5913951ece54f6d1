import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** Somebody who can sign in; the person is a root. */
@Entity('account')
@Unique('account_person_uq', ['personId'])
@Unique('account_login_uq', ['login'])
export class Account {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'account_pk' })
  id!: string;

  @Column('uuid', { name: 'person_id' })
  @ForeignKey('Person', { name: 'account_person_fk' })
  personId!: string;

  @Column('text', { nullable: true })
  login!: string | null;

  @Column('text', { name: 'display_name', default: '' })
  displayName!: string;

  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash!: string | null;

  @Column('timestamptz', { name: 'password_changed_at', nullable: true })
  passwordChangedAt!: Date | null;

  @Column('text', { name: 'totp_secret', nullable: true })
  totpSecret!: string | null;

  /** Of a new authenticator, until it has given its first code. */
  @Column('text', { name: 'totp_pending', nullable: true })
  totpPending!: string | null;

  @Column('timestamptz', { name: 'totp_confirmed_at', nullable: true })
  totpConfirmedAt!: Date | null;

  @Column('bigint', { name: 'totp_last_step', nullable: true })
  totpLastStep!: string | null;

  @Column('integer', { name: 'failed_attempts', default: 0 })
  failedAttempts!: number;

  @Column('timestamptz', { name: 'locked_until', nullable: true })
  lockedUntil!: Date | null;

  @Column('text', { default: 'active' })
  state!: 'active' | 'disabled' | 'deleted';

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
