import { Injectable } from '@nestjs/common';
import { RIGHTS, type Right } from '../../contracts/rights.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { Notices } from '../../notifications/notices.service.js';
import type { EventCohost } from './event-cohost.entity.js';
import type { OnlineEvent } from '../online-event.entity.js';

/** An organisation's people who are told of an invitation; more hold no such role in practice. */
const MOST_TOLD = 50;

/** Tells the invited of an invitation, and the host of the answer. */
@Injectable()
export class CohostNotices {
  constructor(
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {}

  async invited(
    tx: Tx,
    event: OnlineEvent,
    { id, organisationId }: Pick<EventCohost, 'id' | 'organisationId'>,
  ): Promise<void> {
    const params = { title: event.title, organisation: await nameOf(tx, event.hostId) };
    const dedupeKey = `cohost.invited:${id}:${this.clock.now().toISOString()}`;
    for (const personId of await holders(tx, organisationId, 'cohost.answer')) {
      await this.notices.notify(tx, { personId, kind: 'invitation_cohost', params, href: '/console', dedupeKey });
    }
  }

  /** Those who plan the event: whoever invited, and who is responsible for it. */
  async answered(
    tx: Tx,
    event: OnlineEvent,
    { id, organisationId, invitedBy }: EventCohost,
    answer: 'accepted' | 'declined',
  ): Promise<void> {
    const params = { title: event.title, organisation: await nameOf(tx, organisationId), answer };
    const dedupeKey = `cohost.answered:${id}:${this.clock.now().toISOString()}`;
    const href = `/console/events/${event.id}`;
    const accounts = await tx.query<{ personId: string }>(
      `SELECT DISTINCT root_person(person_id) AS "personId" FROM account
       WHERE id = ANY($1::uuid[]) AND state = 'active'`,
      [[invitedBy, event.responsibleAccountId].filter(Boolean)],
    );
    for (const { personId } of accounts) {
      await this.notices.notify(tx, { personId, kind: 'cohost_answered', params, href, dedupeKey });
    }
  }
}

async function nameOf(tx: Tx, organisationId: string): Promise<string> {
  const [row] = await tx.query<{ name: string }>(`SELECT name FROM organisation WHERE id = $1`, [organisationId]);
  return row?.name ?? '';
}

/** The persons whose role at that organisation gives them the right. */
async function holders(tx: Tx, organisationId: string, right: Right): Promise<string[]> {
  const rows = await tx.query<{ personId: string }>(
    `SELECT DISTINCT root_person(a.person_id) AS "personId"
     FROM role_grant g JOIN account a ON a.id = g.account_id AND a.state = 'active'
     WHERE g.organisation_id = $1 AND g.role = ANY($2) AND g.revoked_at IS NULL LIMIT $3`,
    [organisationId, Object.keys(RIGHTS[right]), MOST_TOLD],
  );
  return rows.map(({ personId }) => personId);
}
