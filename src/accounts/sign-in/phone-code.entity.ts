import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A code that was sent to a phone; only its digest is kept. */
@Entity('phone_code')
@Index('phone_code_phone_ix', ['phoneHmac', 'createdAt'])
export class PhoneCode {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'phone_code_pk' })
  id!: string;

  @Column('text', { name: 'phone_hmac' })
  phoneHmac!: string;

  @Column('text', { name: 'code_digest' })
  codeDigest!: string;

  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;
}
