import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Phones } from '../../accounts/persons/phones.service.js';
import type { ApplicationRequest } from '../../contracts/organisation.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import type { Upload } from '../../infra/http/upload.js';
import { IdempotentCommands } from '../../infra/idempotency.js';
import { ApplicationNotices } from './application-notices.service.js';
import { Applications } from './applications.service.js';

/** What applicants do. Who applies has proved a phone number: by it the window reaches them. */
@Injectable()
export class ApplicantDesk {
  constructor(
    private readonly commands: IdempotentCommands,
    private readonly transactions: Transactions,
    private readonly applications: Applications,
    private readonly notices: ApplicationNotices,
    private readonly phones: Phones,
  ) {}

  /** @throws AppError `phone.required`, those of `Applications.submit` */
  async submit(
    actor: Actor,
    key: string | undefined,
    request: ApplicationRequest,
    licence: Upload,
  ): Promise<{ id: string }> {
    const phone = await this.phone(actor);
    const command = { key, scope: 'application.submit', request: { ...request, licence: digestOf(licence) } };
    return this.commands.run(actor, command, async (tx) => {
      const application = await this.applications.submit(tx, { request, phone, licence });
      await this.notices.submitted(tx, application);
      return { id: application.id };
    });
  }

  /** @throws AppError `phone.required`, those of `Applications.submitAgain` */
  async submitAgain(
    actor: Actor,
    id: string,
    request: ApplicationRequest,
    licence: Upload | undefined,
  ): Promise<{ id: string }> {
    const phone = await this.phone(actor);
    return this.transactions.run(actor, async (tx) => {
      const application = await this.applications.submitAgain(tx, id, { request, phone, licence });
      await this.notices.submitted(tx, application);
      return { id };
    });
  }

  async withdraw(actor: Actor, id: string): Promise<void> {
    await this.transactions.run(actor, (tx) => this.applications.withdraw(tx, id));
  }

  private async phone({ personId }: Actor): Promise<string> {
    const phone = personId ? await this.phones.of(personId) : null;
    if (!phone) throw new AppError('phone.required');
    return phone;
  }
}

function digestOf({ bytes }: Upload): string {
  return createHash('sha256').update(bytes).digest('hex');
}
