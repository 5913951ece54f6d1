import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** That a browser's person is the same human as another: one outgoing link per person, never changed. */
@Entity('person_link')
@Index('person_link_root_ix', ['rootId'])
export class PersonLink {
  @PrimaryColumn('uuid', { name: 'person_id', primaryKeyConstraintName: 'person_link_pk' })
  @ForeignKey('Person', { name: 'person_link_person_fk' })
  personId!: string;

  @Column('uuid', { name: 'root_id' })
  @ForeignKey('Person', { name: 'person_link_root_fk' })
  rootId!: string;

  @Column('text')
  reason!: 'phone' | 'account' | 'provider';

  @Column('timestamptz', { name: 'linked_at', default: () => 'now()' })
  linkedAt!: Date;
}
