import { Injectable } from '@nestjs/common';
import { Ledger } from '../../activity/ledger.js';
import type { ActivityVerb, ApplicationAction } from '../../contracts/vocabulary.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { activeOrganisation } from '../active-organisation.js';
import { MANAGER_ROLE, refuseManaged } from './application-rules.js';
import { Memberships } from '../members/memberships.service.js';
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

interface HeldPlace {
  window: Admitted;
  claimed: Admitted | null;
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
   * What the application is about, held: the window, then what it claims. Before the application itself, as a window
   * that moves and a merger hold them, so that none waits for the other in a ring.
   *
   * @throws AppError `application.not_found`, `organisation.wrong_state`
   */
  async hold(tx: Tx, applicationId: string): Promise<HeldPlace> {
    const [row] = await tx.query<{ windowId: string; organisationId: string | null }>(
      `SELECT window_id AS "windowId", organisation_id AS "organisationId" FROM organisation_application WHERE id = $1`,
      [applicationId],
    );
    if (!row) throw new AppError('application.not_found');
    const window = await activeOrganisation(tx, row.windowId);
    const claimed = row.organisationId
      ? await activeOrganisation(tx, row.organisationId, { lock: 'NO KEY UPDATE' })
      : null;
    return { window, claimed };
  }

  /**
   * @returns the organisation's id
   * @throws AppError `organisation.exists`, `organisation.managed_already`, `application.wrong_state` when it is about
   *   something else by now
   */
  async admit(tx: Tx, application: OrganisationApplication, { window, claimed }: HeldPlace): Promise<string> {
    const { id, action, kind, accountId, windowId, organisationId } = application;
    if (windowId !== window.id || organisationId !== (claimed?.id ?? null)) {
      throw new AppError('application.wrong_state');
    }
    if (claimed) await refuseManaged(tx, claimed.id);
    const organisation = claimed ?? (await this.made(tx, application, window));
    await tx.manager.update(OrganisationApplication, { id }, { organisationId: organisation.id });
    await this.memberships.join(tx, { accountId, role: MANAGER_ROLE[kind], organisation });
    const details = { organisationId: organisation.id, applicationId: id, kind };
    await this.ledger.record(tx, { verb: VERBS[action], path: organisation.path, details });
    return organisation.id;
  }

  /** Below the window as it lies now, not as it lay when the application came. */
  private async made(tx: Tx, application: OrganisationApplication, window: Admitted): Promise<Admitted> {
    const { kind, name, creditCode, industry, size, channel, introduction } = application;
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
