import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { HandState } from '../../contracts/vocabulary.js';

/** A viewer's wish to speak; of one person at most one is open per session. */
@Entity('raised_hand')
@Index('raised_hand_session_ix', ['sessionId', 'raisedAt'])
@Index('raised_hand_open_uq', ['sessionId', 'personId'], {
  unique: true,
  where: `state = ANY (ARRAY['raised'::text, 'called'::text])`,
})
export class RaisedHandRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'raised_hand_pk' })
  id!: string;

  @Column('uuid', { name: 'session_id' })
  @ForeignKey('Session', { name: 'raised_hand_session_fk', onDelete: 'CASCADE' })
  sessionId!: string;

  @Index('raised_hand_person_ix')
  @Column('uuid', { name: 'person_id' })
  @ForeignKey('Person', { name: 'raised_hand_person_fk' })
  personId!: string;

  @Column('text')
  name!: string;

  @Column('text')
  unit!: string;

  @Column('text')
  topic!: string;

  @Column('text', { default: 'raised' })
  state!: HandState;

  @Column('timestamptz', { name: 'raised_at' })
  raisedAt!: Date;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt!: Date | null;
}
