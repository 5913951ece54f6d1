import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A verified phone number of a root person: sealed for reading, digested for finding. */
@Entity('person_phone')
@Unique('person_phone_hmac_uq', ['phoneHmac'])
export class PersonPhone {
  @PrimaryColumn('uuid', { name: 'person_id', primaryKeyConstraintName: 'person_phone_pk' })
  @ForeignKey('Person', { name: 'person_phone_person_fk' })
  personId!: string;

  @Column('text', { name: 'phone_enc' })
  phoneEnc!: string;

  @Column('text', { name: 'phone_hmac' })
  phoneHmac!: string;

  @Column('timestamptz', { name: 'verified_at' })
  verifiedAt!: Date;
}
