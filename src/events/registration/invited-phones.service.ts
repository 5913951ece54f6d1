import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { Phones } from '../../accounts/persons/phones.service.js';
import type { InvitedPhoneList } from '../../contracts/registration.contract.js';
import type { Actor } from '../../infra/actor.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { maskPhone } from '../../infra/phone.js';
import { SealedText } from '../../infra/sealed-text.js';
import { type InvitedLine, invitedLines } from './invited-phone-lines.js';

const CONTEXT = 'invited_phone';

/** The list of those to whom a session is open, where its access is by phones. */
@Injectable()
export class InvitedPhones {
  constructor(
    private readonly transactions: Transactions,
    private readonly reads: ReadPool,
    private readonly sealed: SealedText,
    private readonly phones: Phones,
    private readonly audit: Audit,
  ) {}

  async list(sessionId: string): Promise<InvitedPhoneList> {
    const rows = await this.reads.query<{ phone_enc: string; name: string }>(
      `SELECT phone_enc, name FROM invited_phone WHERE session_id = $1 ORDER BY name, phone_hmac`,
      [sessionId],
    );
    const phones = rows.map(({ phone_enc, name }) => ({
      phone: maskPhone(this.sealed.open(phone_enc, CONTEXT)),
      name,
    }));
    return { count: phones.length, phones };
  }

  /** All of it or nothing. @throws AppError `request.invalid` naming the wrong lines */
  async replace(actor: Actor, sessionId: string, lines: readonly string[]): Promise<void> {
    const invited = invitedLines(lines);
    await this.transactions.run(actor, async (tx) => {
      const { path } = await this.hold(tx, sessionId);
      const before = await tx.query(`DELETE FROM invited_phone WHERE session_id = $1 RETURNING 1`, [sessionId]);
      await this.insert(tx, sessionId, invited);
      await this.audit.record(tx, {
        action: 'session.changed',
        path,
        subject: { kind: 'session', id: sessionId },
        before: { invited: before.length },
        after: { invited: invited.length },
      });
    });
  }

  /** Of two who replace the list at once the later one's stands whole. */
  private async hold(tx: Tx, sessionId: string): Promise<{ path: string }> {
    const [row] = await tx.query<{ path: string }>(`SELECT path FROM session WHERE id = $1 FOR NO KEY UPDATE`, [
      sessionId,
    ]);
    if (!row) throw new AppError('session.not_found');
    return row;
  }

  private async insert(tx: Tx, sessionId: string, invited: readonly InvitedLine[]): Promise<void> {
    await tx.query(
      `INSERT INTO invited_phone (session_id, phone_hmac, phone_enc, name)
       SELECT $1, hmac, enc, name FROM unnest($2::text[], $3::text[], $4::text[]) AS line (hmac, enc, name)`,
      [
        sessionId,
        invited.map(({ phone }) => this.phones.digest(phone)),
        invited.map(({ phone }) => this.sealed.seal(phone, CONTEXT)),
        invited.map(({ name }) => name),
      ],
    );
  }
}
