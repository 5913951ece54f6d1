import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { MemberRole } from '../../contracts/vocabulary.js';

/** That an account works for an organisation; the role_grant beside it is what the policies read. */
@Entity('membership')
@Index('membership_open_uq', ['accountId', 'organisationId', 'role'], { unique: true, where: 'ended_at IS NULL' })
@Index('membership_organisation_ix', ['organisationId'])
export class Membership {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'membership_pk' })
  id!: string;

  @Column('uuid', { name: 'account_id' })
  @ForeignKey('Account', { name: 'membership_account_fk' })
  accountId!: string;

  @Column('uuid', { name: 'organisation_id' })
  @ForeignKey('Organisation', { name: 'membership_organisation_fk' })
  organisationId!: string;

  @Column('text')
  role!: MemberRole;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('uuid', { name: 'ended_by', nullable: true })
  @ForeignKey('Account', { name: 'membership_ended_by_fk' })
  endedBy!: string | null;

  @Column('uuid', { name: 'successor_id', nullable: true })
  @ForeignKey('Membership', { name: 'membership_successor_fk' })
  successorId!: string | null;
}
