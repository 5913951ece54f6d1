import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DeliveryChannel, DeliveryState } from '../contracts/vocabulary.js';

/** A notice on its way out of the house. Its id goes with the message, so that a repeated one can be recognised. */
@Entity('notice_delivery')
@Unique('notice_delivery_channel_uq', ['noticeId', 'channel'])
@Index('notice_delivery_state_ix', ['state', 'queuedAt'])
export class NoticeDelivery {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'notice_delivery_pk' })
  id!: string;

  @Column('uuid', { name: 'notice_id' })
  @ForeignKey('Notice', { name: 'notice_delivery_notice_fk', onDelete: 'CASCADE' })
  noticeId!: string;

  @Column('text')
  channel!: DeliveryChannel;

  @Column('text', { default: 'queued' })
  state!: DeliveryState;

  @Column('integer', { default: 0 })
  attempts!: number;

  /** Why the last attempt failed, or why there was none; never an address. */
  @Column('text', { nullable: true })
  failure!: string | null;

  @Column('timestamptz', { name: 'queued_at' })
  queuedAt!: Date;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt!: Date | null;
}
