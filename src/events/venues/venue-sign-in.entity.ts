import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Somebody who was at a venue: by the QR code there, or from its roster. */
@Entity('venue_sign_in')
@Index('venue_sign_in_phone_uq', ['venueId', 'phoneHmac'], { unique: true, where: 'phone_hmac IS NOT NULL' })
@Index('venue_sign_in_person_uq', ['venueId', 'personId'], { unique: true, where: 'person_id IS NOT NULL' })
export class VenueSignIn {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'venue_sign_in_pk' })
  id!: string;

  @Column('uuid', { name: 'venue_id' })
  @ForeignKey('Venue', { name: 'venue_sign_in_venue_fk' })
  venueId!: string;

  @Column('uuid', { name: 'person_id', nullable: true })
  @ForeignKey('Person', { name: 'venue_sign_in_person_fk' })
  personId!: string | null;

  @Column('text')
  source!: 'qr' | 'roster';

  @Column('text', { default: '' })
  name!: string;

  @Column('text', { name: 'phone_enc', nullable: true })
  phoneEnc!: string | null;

  @Column('text', { name: 'phone_hmac', nullable: true })
  phoneHmac!: string | null;

  @Column('text', { name: 'enterprise_name', default: '' })
  enterpriseName!: string;

  @Column('uuid', { name: 'enterprise_id', nullable: true })
  @ForeignKey('Organisation', { name: 'venue_sign_in_enterprise_fk' })
  enterpriseId!: string | null;

  @Column('text', { name: 'job_title', default: '' })
  jobTitle!: string;

  @Column('timestamptz', { name: 'signed_in_at' })
  signedInAt!: Date;
}
