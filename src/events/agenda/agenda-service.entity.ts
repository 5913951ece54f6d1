import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A service item that is presented in an agenda item. */
@Entity('agenda_service')
export class AgendaService {
  @PrimaryColumn('uuid', { name: 'agenda_item_id', primaryKeyConstraintName: 'agenda_service_pk' })
  @ForeignKey('AgendaItem', { name: 'agenda_service_item_fk', onDelete: 'CASCADE' })
  agendaItemId!: string;

  @PrimaryColumn('uuid', { name: 'service_item_id', primaryKeyConstraintName: 'agenda_service_pk' })
  @ForeignKey('ServiceItem', { name: 'agenda_service_service_fk' })
  serviceItemId!: string;
}
