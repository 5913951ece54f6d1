import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ConsentPurpose } from '../../contracts/vocabulary.js';

/** That a person agreed to a text, and perhaps withdrew it. */
@Entity('consent')
@Index('consent_person_ix', ['personId', 'purpose'])
@ForeignKey('ConsentText', ['purpose', 'version'], ['purpose', 'version'], { name: 'consent_text_fk' })
export class Consent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'consent_pk' })
  id!: string;

  @Column('uuid', { name: 'person_id' })
  @ForeignKey('Person', { name: 'consent_person_fk' })
  personId!: string;

  @Column('text')
  purpose!: ConsentPurpose;

  @Column('integer')
  version!: number;

  @Column('uuid', { name: 'organisation_id', nullable: true })
  @ForeignKey('Organisation', { name: 'consent_organisation_fk' })
  organisationId!: string | null;

  @Column('timestamptz', { name: 'given_at' })
  givenAt!: Date;

  @Column('timestamptz', { name: 'withdrawn_at', nullable: true })
  withdrawnAt!: Date | null;
}
