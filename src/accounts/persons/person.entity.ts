import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Whoever acts, known or not. */
@Entity('person')
export class Person {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'person_pk' })
  id!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
