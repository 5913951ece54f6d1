import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What a root person told of themselves; removed when they ask for it. */
@Entity('person_profile')
export class PersonProfile {
  @PrimaryColumn('uuid', { name: 'person_id', primaryKeyConstraintName: 'person_profile_pk' })
  @ForeignKey('Person', { name: 'person_profile_person_fk' })
  personId!: string;

  @Column('text', { default: '' })
  name!: string;

  @Column('text', { name: 'enterprise_name', default: '' })
  enterpriseName!: string;

  @Column('uuid', { name: 'enterprise_id', nullable: true })
  @ForeignKey('Organisation', { name: 'person_profile_enterprise_fk' })
  enterpriseId!: string | null;

  @Column('text', { name: 'job_title', default: '' })
  jobTitle!: string;

  @Column('uuid', { name: 'county_id', nullable: true })
  @ForeignKey('Organisation', { name: 'person_profile_county_fk' })
  countyId!: string | null;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: Date;
}
