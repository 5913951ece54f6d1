import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A link of the hash chain over the audit entries, in the order of sealing; see `audit-chain.ts`. */
@Entity('audit_seal')
@Unique('audit_seal_entry_uq', ['entryId'])
export class AuditSeal {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'audit_seal_pk' })
  no!: string;

  @Column('uuid', { name: 'entry_id' })
  @ForeignKey('AuditEntry', { name: 'audit_seal_entry_fk' })
  entryId!: string;

  @Column('text', { name: 'prev_hash' })
  prevHash!: string;

  @Column('text')
  hash!: string;

  @Column('timestamptz', { name: 'sealed_at' })
  sealedAt!: Date;
}
