import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('agenda_item')
@Index('agenda_item_session_ix', ['sessionId', 'startsAt'])
export class AgendaItem {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'agenda_item_pk' })
  id!: string;

  @Column('uuid', { name: 'session_id' })
  @ForeignKey('Session', { name: 'agenda_item_session_fk' })
  sessionId!: string;

  @Column('timestamptz', { name: 'starts_at' })
  startsAt!: Date;

  @Column('text')
  title!: string;

  /** Name and unit of who presents; empty when nobody is named. */
  @Column('text', { default: '' })
  presenter!: string;
}
