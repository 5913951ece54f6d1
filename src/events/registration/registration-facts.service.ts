import { Injectable } from '@nestjs/common';
import { Ledger } from '../../activity/ledger.js';
import type { Tx } from '../../infra/database/transactions.js';
import { Notices } from '../../notifications/notices.service.js';
import type { RegistrationTerms } from './registration-rules.js';

/** What is recorded and told when somebody registers or cancels. */
@Injectable()
export class RegistrationFacts {
  constructor(
    private readonly ledger: Ledger,
    private readonly notices: Notices,
  ) {}

  async made(
    tx: Tx,
    { terms, registrationId, root }: { terms: RegistrationTerms; registrationId: string; root: string },
  ): Promise<void> {
    const { id: eventId, path, title, sessionId, startsAt, sessions } = terms;
    await this.ledger.record(tx, { verb: 'registration.made', path, details: { eventId, registrationId } });
    await this.notices.notify(tx, {
      personId: root,
      kind: 'registration_confirmed',
      params: { title, time: startsAt?.toISOString() ?? null },
      href: sessions === 1 && sessionId ? `/s/${sessionId}` : `/e/${eventId}`,
    });
  }

  async cancelled(tx: Tx, fact: { eventId: string; registrationId: string; path: string }): Promise<void> {
    const { eventId, registrationId, path } = fact;
    await this.ledger.record(tx, { verb: 'registration.cancelled', path, details: { eventId, registrationId } });
  }
}
