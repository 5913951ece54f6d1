import { Injectable } from '@nestjs/common';
import type { ApproveApplicationRequest, ReturnApplicationRequest } from '../../contracts/organisation.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Transactions } from '../../infra/database/transactions.js';
import { Admissions } from './admissions.service.js';
import { ApplicationNotices } from './application-notices.service.js';
import { Applications } from './applications.service.js';

/** What the window of the county does with an application: once, and as it was read. */
@Injectable()
export class ApplicationReview {
  constructor(
    private readonly transactions: Transactions,
    private readonly applications: Applications,
    private readonly admissions: Admissions,
    private readonly notices: ApplicationNotices,
  ) {}

  /** @throws AppError those of `Applications.decide` and `Admissions.admit` */
  async approve(
    actor: Actor,
    id: string,
    { revision }: ApproveApplicationRequest,
  ): Promise<{ organisationId: string }> {
    return this.transactions.run(actor, async (tx) => {
      const place = await this.admissions.hold(tx, id);
      const application = await this.applications.decide(tx, id, revision, null);
      const organisationId = await this.admissions.admit(tx, application, place);
      await this.notices.approved(tx, application);
      return { organisationId };
    });
  }

  /** @throws AppError those of `Applications.decide` */
  async return(actor: Actor, id: string, { revision, reason }: ReturnApplicationRequest): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const application = await this.applications.decide(tx, id, revision, reason);
      await this.notices.returned(tx, application, reason);
    });
  }
}
