import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Role } from '../../contracts/vocabulary.js';

/** A role of an account at an organisation's path, or at '/' for the three administrators. */
@Entity('role_grant')
@Index('role_grant_held_uq', ['accountId', 'role', 'path'], { unique: true, where: 'revoked_at IS NULL' })
@Index('role_grant_admin_uq', ['accountId'], { unique: true, where: "revoked_at IS NULL AND path = '/'" })
@Index('role_grant_organisation_ix', ['organisationId'])
export class RoleGrant {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'role_grant_pk' })
  id!: string;

  @Column('uuid', { name: 'account_id' })
  @ForeignKey('Account', { name: 'role_grant_account_fk' })
  accountId!: string;

  @Column('text')
  role!: Role;

  @Column('text')
  path!: string;

  @Column('uuid', { name: 'organisation_id', nullable: true })
  @ForeignKey('Organisation', { name: 'role_grant_organisation_fk' })
  organisationId!: string | null;

  @Column('uuid', { name: 'given_by', nullable: true })
  @ForeignKey('Account', { name: 'role_grant_given_by_fk' })
  givenBy!: string | null;

  @Column('timestamptz', { name: 'given_at', default: () => 'now()' })
  givenAt!: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
