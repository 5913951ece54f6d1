import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A password or code that is being looked at just now. */
@Entity('account_try')
@Index('account_try_account_ix', ['accountId'])
export class AccountTry {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'account_try_pk' })
  id!: string;

  @Column('uuid', { name: 'account_id' })
  @ForeignKey('Account', { name: 'account_try_account_fk' })
  accountId!: string;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;
}
