import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A designated key agency (重点服务机构) of a programme. */
@Entity('programme_agency')
export class ProgrammeAgency {
  @PrimaryColumn('uuid', { name: 'programme_id', primaryKeyConstraintName: 'programme_agency_pk' })
  @ForeignKey('Programme', { name: 'programme_agency_programme_fk' })
  programmeId!: string;

  @PrimaryColumn('uuid', { name: 'organisation_id', primaryKeyConstraintName: 'programme_agency_pk' })
  @ForeignKey('Organisation', { name: 'programme_agency_organisation_fk' })
  organisationId!: string;

  @Column('timestamptz', { name: 'designated_at' })
  designatedAt!: Date;
}
