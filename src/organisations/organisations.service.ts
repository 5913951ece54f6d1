import { Injectable } from '@nestjs/common';
import { Audit } from '../accounts/audit/audit.service.js';
import type { OrganisationRequest } from '../contracts/organisation.contract.js';
import type { Actor } from '../infra/actor.js';
import { Clock } from '../infra/clock.js';
import { Transactions } from '../infra/database/transactions.js';
import { AppError } from '../infra/errors.js';
import { activeOrganisation } from './active-organisation.js';
import { Organisation } from './organisation.entity.js';

/** What an organisation says of itself. */
@Injectable()
export class Organisations {
  constructor(
    private readonly transactions: Transactions,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `organisation.not_found`, `organisation.wrong_state`, `organisation.kind_refused` */
  async edit(actor: Actor, id: string, request: OrganisationRequest): Promise<void> {
    const { name, introduction, address, telephone, industry = null, size = null } = request;
    await this.transactions.run(actor, async (tx) => {
      const { kind, path } = await activeOrganisation(tx, id, { lock: 'NO KEY UPDATE' });
      if (kind === 'window' && (industry !== null || size !== null)) throw new AppError('organisation.kind_refused');
      const before = await tx.manager.findOneByOrFail(Organisation, { id });
      const after = { name, introduction, address, telephone, industry, size };
      await tx.manager.update(Organisation, { id }, { ...after, updatedAt: this.clock.now() });
      const subject = { kind: 'organisation', id } as const;
      await this.audit.record(tx, { action: 'organisation.changed', path, subject, before: shown(before), after });
    });
  }
}

function shown({ name, introduction, address, telephone, industry, size }: Organisation) {
  return { name, introduction, address, telephone, industry, size };
}
