import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A speaker's link; the link itself is signed and not kept. */
@Entity('stage_invitation')
export class StageInvitation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'stage_invitation_pk' })
  id!: string;

  @Index('stage_invitation_session_ix')
  @Column('uuid', { name: 'session_id' })
  @ForeignKey('Session', { name: 'stage_invitation_session_fk', onDelete: 'CASCADE' })
  sessionId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  unit!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
