import { Injectable } from '@nestjs/common';
import { Accounts } from '../../accounts/accounts.service.js';
import type { Tx } from '../../infra/database/transactions.js';
import { Notices } from '../../notifications/notices.service.js';
import type { OrganisationApplication } from './organisation-application.entity.js';

/** A window with more staff than this does not need to tell all of them. */
const MOST_REVIEWERS = 20;
const APPLICANTS_PAGE = '/join/applications';
const REVIEWERS_PAGE = '/console/reviews';

/** Who is told of an application: those who may review it, then who sent it. */
@Injectable()
export class ApplicationNotices {
  constructor(
    private readonly notices: Notices,
    private readonly accounts: Accounts,
  ) {}

  async submitted(tx: Tx, { id, name, path, revision }: OrganisationApplication): Promise<void> {
    for (const personId of await reviewers(tx, path)) {
      await this.notices.notify(tx, {
        personId,
        kind: 'application_submitted',
        params: { organisation: name },
        href: `${REVIEWERS_PAGE}/${id}`,
        dedupeKey: `application_submitted:${id}:${revision}`,
      });
    }
  }

  async approved(tx: Tx, { name, accountId }: OrganisationApplication): Promise<void> {
    await this.notices.notify(tx, {
      personId: await this.accounts.personOf(tx, accountId),
      kind: 'application_approved',
      params: { organisation: name },
      href: '/console',
      channels: ['sms'],
    });
  }

  async returned(tx: Tx, { id, name, accountId }: OrganisationApplication, reason: string): Promise<void> {
    await this.notices.notify(tx, {
      personId: await this.accounts.personOf(tx, accountId),
      kind: 'application_returned',
      params: { organisation: name, reason },
      href: `${APPLICANTS_PAGE}/${id}`,
      channels: ['sms'],
    });
  }
}

/** Persons of the nearest window upwards that has staff: a county without any is looked after by its city. */
async function reviewers(tx: Tx, path: string): Promise<string[]> {
  const rows = await tx.query<{ person_id: string; path: string }>(
    `SELECT DISTINCT a.person_id, g.path
     FROM role_grant g JOIN account a ON a.id = g.account_id AND a.state = 'active'
     WHERE g.organisation_id = ANY($1::uuid[]) AND g.role IN ('window_manager', 'organiser') AND g.revoked_at IS NULL
     ORDER BY g.path DESC LIMIT $2`,
    [path.split('/').filter(Boolean), MOST_REVIEWERS],
  );
  return rows.filter((row) => row.path === rows[0]?.path).map((row) => row.person_id);
}
