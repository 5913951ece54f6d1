import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { AgendaKind } from '../../contracts/vocabulary.js';

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

  @Column('text', { default: 'talk' })
  kind!: AgendaKind;

  @Column('integer', { default: 10 })
  minutes!: number;

  @Column('integer', { default: 0 })
  position!: number;

  /** The agency or enterprise that presents. */
  @Column('uuid', { name: 'organisation_id', nullable: true })
  @ForeignKey('Organisation', { name: 'agenda_item_organisation_fk' })
  organisationId!: string | null;
}
