import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A phone number on the list of a session that is open to such a list only. */
@Entity('invited_phone')
export class InvitedPhone {
  @PrimaryColumn('uuid', { name: 'session_id', primaryKeyConstraintName: 'invited_phone_pk' })
  @ForeignKey('Session', { name: 'invited_phone_session_fk' })
  sessionId!: string;

  @PrimaryColumn('text', { name: 'phone_hmac', primaryKeyConstraintName: 'invited_phone_pk' })
  phoneHmac!: string;

  @Column('text', { name: 'phone_enc' })
  phoneEnc!: string;

  @Column('text', { default: '' })
  name!: string;
}
