import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type {
  ApplicationAction,
  ApplicationState,
  EnterpriseSize,
  OrganisationKind,
  ServiceCategory,
} from '../../contracts/vocabulary.js';

/** A request to be let in: 注册, 认领 or 机构入驻; reviewed by the window of the county. */
@Entity('organisation_application')
@Index('organisation_application_open_uq', ['creditCode'], {
  unique: true,
  where: "state IN ('submitted', 'returned')",
})
@Index('organisation_application_path_ix', { synchronize: false })
@Index('organisation_application_account_ix', ['accountId'])
export class OrganisationApplication {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'organisation_application_pk' })
  id!: string;

  @Column('text')
  action!: ApplicationAction;

  @Column('text')
  kind!: Exclude<OrganisationKind, 'window'>;

  @Column('uuid', { name: 'organisation_id', nullable: true })
  @ForeignKey('Organisation', { name: 'organisation_application_organisation_fk' })
  organisationId!: string | null;

  @Column('uuid', { name: 'window_id' })
  @ForeignKey('Organisation', { name: 'organisation_application_window_fk' })
  windowId!: string;

  @Column('uuid', { name: 'account_id' })
  @ForeignKey('Account', { name: 'organisation_application_account_fk' })
  accountId!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'credit_code' })
  creditCode!: string;

  @Column('text', { nullable: true })
  industry!: string | null;

  @Column('text', { nullable: true })
  size!: EnterpriseSize | null;

  @Column('text', { default: '' })
  introduction!: string;

  @Column('text', { name: 'contact_name' })
  contactName!: string;

  @Column('text', { name: 'contact_phone' })
  contactPhone!: string;

  @Column('jsonb', { default: [] })
  categories!: ServiceCategory[];

  @Column('uuid', { name: 'licence_file_id' })
  @ForeignKey('StoredFileRow', { name: 'organisation_application_licence_fk' })
  licenceFileId!: string;

  @Column('text', { default: '' })
  channel!: string;

  @Column('text', { default: 'submitted' })
  state!: ApplicationState;

  @Column('integer', { default: 1 })
  revision!: number;

  @Column('text', { name: 'return_reason', default: '' })
  returnReason!: string;

  @Column('timestamptz', { name: 'submitted_at' })
  submittedAt!: Date;

  @Column('timestamptz', { name: 'reviewed_at', nullable: true })
  reviewedAt!: Date | null;

  @Column('uuid', { name: 'reviewed_by', nullable: true })
  @ForeignKey('Account', { name: 'organisation_application_reviewer_fk' })
  reviewedBy!: string | null;

  @Column('text')
  path!: string;
}
