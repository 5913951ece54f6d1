import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { InvitationState, MemberRole } from '../../contracts/vocabulary.js';

/** An invitation to become a member, by a one-time link to one phone number. */
@Entity('invitation')
@Unique('invitation_digest_uq', ['digest'])
@Index('invitation_pending_uq', ['organisationId', 'role', 'phoneHmac'], { unique: true, where: "state = 'pending'" })
export class Invitation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'invitation_pk' })
  id!: string;

  @Column('uuid', { name: 'organisation_id' })
  @ForeignKey('Organisation', { name: 'invitation_organisation_fk' })
  organisationId!: string;

  @Column('text')
  role!: MemberRole;

  @Column('text')
  name!: string;

  @Column('text', { name: 'phone_enc' })
  phoneEnc!: string;

  @Column('text', { name: 'phone_hmac' })
  phoneHmac!: string;

  @Column('text')
  digest!: string;

  @Column('text', { default: 'pending' })
  state!: InvitationState;

  @Column('uuid', { name: 'invited_by' })
  @ForeignKey('Account', { name: 'invitation_invited_by_fk' })
  invitedBy!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'answered_at', nullable: true })
  answeredAt!: Date | null;

  @Column('uuid', { name: 'account_id', nullable: true })
  @ForeignKey('Account', { name: 'invitation_account_fk' })
  accountId!: string | null;
}
