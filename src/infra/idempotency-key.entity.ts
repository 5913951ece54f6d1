import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('idempotency_key')
@Index('idempotency_key_created_ix', ['createdAt'])
export class IdempotencyKeyRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'idempotency_key_pk' })
  owner!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'idempotency_key_pk' })
  key!: string;

  @Column('text', { name: 'request_digest' })
  requestDigest!: string;

  @Column('jsonb', { nullable: true })
  answer!: unknown;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
