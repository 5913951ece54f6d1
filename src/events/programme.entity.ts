import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A programme (专项), such as 复工复产 or 上云上平台. */
@Entity('programme')
@Unique('programme_slug_uq', ['slug'])
export class Programme {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'programme_pk' })
  id!: string;

  @Column('text')
  slug!: string;

  @Column('text')
  name!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
