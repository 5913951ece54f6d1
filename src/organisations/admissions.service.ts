import { Injectable } from '@nestjs/common';
import { Ledger } from '../activity/ledger.js';
import type { ActivityVerb, ApplicationAction } from '../contracts/vocabulary.js';
import { Clock } from '../infra/clock.js';
import type { Tx } from '../infra/database/transactions.js';
import { AppError } from '../infra/errors.js';
import { newId } from '../infra/id.js';
import { activeOrganisation } from './active-organisation.js';
import { MANAGER_ROLE, refuseManaged } from './application-rules.js';
import { Memberships } from './memberships.service.js';
import { OrganisationApplication } from './organisation-application.entity.js';

const VERBS: Record<ApplicationAction, ActivityVerb> = {
  register: 'organisation.registered',
  claim: 'organisation.claimed',
  onboard: 'organisation.onboarded',
};

interface Admitted {
  id: string;
  path: string;
}

/** What an approved application makes: the organisation, unless it is there, and its manager. */
@Injectable()
export class Admissions {
  constructor(
    private readonly memberships: Memberships,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the organisation's id
   * @throws AppError `organisation.exists`, `organisation.managed_already`, `organisation.wrong_state`
   */
  async admit(tx: Tx, application: OrganisationApplication): Promise<string> {
    const { id, action, kind, accountId } = application;
    const organisation = application.organisationId
      ? await claimed(tx, application.organisationId)
      : await this.made(tx, application);
    await tx.manager.update(OrganisationApplication, { id }, { organisationId: organisation.id });
    await this.memberships.join(tx, { accountId, role: MANAGER_ROLE[kind], organisation });
    const details = { organisationId: organisation.id, applicationId: id, kind };
    await this.ledger.record(tx, { verb: VERBS[action], path: organisation.path, details });
    return organisation.id;
  }

  /** Below the window as it lies now, not as it lay when the application came. */
  private async made(tx: Tx, application: OrganisationApplication): Promise<Admitted> {
    const { kind, name, creditCode, industry, size, channel, introduction, windowId } = application;
    const window = await activeOrganisation(tx, windowId);
    const id = newId();
    const path = `${window.path}${id}/`;
    const [made] = await tx.query(
      `INSERT INTO organisation (id, kind, name, path, parent_id, credit_code, industry, size, channel, introduction,
                                 created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
       ON CONFLICT (credit_code) WHERE state <> 'merged' DO NOTHING RETURNING id`,
      [id, kind, name, path, window.id, creditCode, industry, size, channel, introduction, this.clock.now()],
    );
    if (!made) throw new AppError('organisation.exists');
    return { id, path };
  }
}

/** Held for writing: of two claims that are approved at once the second finds a manager. */
async function claimed(tx: Tx, id: string): Promise<Admitted> {
  const organisation = await activeOrganisation(tx, id, { lock: 'UPDATE' });
  await refuseManaged(tx, id);
  return organisation;
}
