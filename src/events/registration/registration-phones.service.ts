import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { Phones } from '../../accounts/persons/phones.service.js';
import type { RevealedPhone } from '../../contracts/registration.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { RateLimit } from '../../infra/http/rate-limit.js';

const REVEALED_PER_MINUTE = 20;

/** Whole numbers of registered people, one at a time, each for a reason that the audit keeps. */
@Injectable()
export class RegistrationPhones {
  private readonly limit = new RateLimit(REVEALED_PER_MINUTE);

  constructor(
    private readonly transactions: Transactions,
    private readonly phones: Phones,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError `registration.not_found`, also for one that was cancelled */
  async reveal(actor: Actor, registrationId: string, reason: string): Promise<RevealedPhone> {
    await this.limit.take(actor.accountId ?? undefined);
    return this.transactions.run(actor, async (tx) => {
      const [row] = await tx.query<{ path: string; phoneEnc: string }>(
        `SELECT e.path, p.phone_enc AS "phoneEnc" FROM registration r JOIN online_event e ON e.id = r.event_id
         JOIN person_phone p ON p.person_id = root_person(r.person_id) WHERE r.id = $1 AND r.state = 'registered'`,
        [registrationId],
      );
      if (!row) throw new AppError('registration.not_found');
      await this.audit.record(tx, {
        action: 'phone.revealed',
        path: row.path,
        subject: { kind: 'registration', id: registrationId },
        after: { reason },
      });
      return { phone: this.phones.open(row.phoneEnc).replace(/^\+86/, '') };
    });
  }
}
