import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { StagePlace, StageRole } from '../../contracts/vocabulary.js';

/** Somebody on the stage of a session; one row per person and session, kept while they are away. */
@Entity('stage_participant')
@Unique('stage_participant_uq', ['sessionId', 'personId'])
export class StageParticipant {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'stage_participant_pk' })
  id!: string;

  @Column('uuid', { name: 'session_id' })
  @ForeignKey('Session', { name: 'stage_participant_session_fk', onDelete: 'CASCADE' })
  sessionId!: string;

  /** As the browser calls itself; not the root, for a stage's page is a browser's. */
  @Index('stage_participant_person_ix')
  @Column('uuid', { name: 'person_id' })
  @ForeignKey('Person', { name: 'stage_participant_person_fk' })
  personId!: string;

  @Column('text')
  role!: StageRole;

  /** Empty until it was asked for. */
  @Column('text')
  name!: string;

  @Column('text')
  unit!: string;

  @Column('text')
  place!: StagePlace;

  @Column('boolean', { default: false })
  muted!: boolean;

  @Index('stage_participant_invitation_ix')
  @Column('uuid', { name: 'invitation_id', nullable: true })
  @ForeignKey('StageInvitation', { name: 'stage_participant_invitation_fk' })
  invitationId!: string | null;

  @Column('timestamptz', { name: 'entered_at' })
  enteredAt!: Date;

  @Column('timestamptz', { name: 'removed_at', nullable: true })
  removedAt!: Date | null;

  /** Went by themselves; nobody removed them. */
  @Column('boolean', { default: false })
  withdrew!: boolean;
}
