import { Injectable } from '@nestjs/common';
import { Accounts } from '../../accounts/accounts.service.js';
import type { Tx } from '../../infra/database/transactions.js';
import { Notices } from '../../notifications/notices.service.js';

/** Who is told when memberships change. */
@Injectable()
export class StaffNotices {
  constructor(
    private readonly notices: Notices,
    private readonly accounts: Accounts,
  ) {}

  async rolesChanged(tx: Tx, accountId: string): Promise<void> {
    const personId = await this.accounts.personOf(tx, accountId);
    await this.notices.notify(tx, { personId, kind: 'roles_changed', params: {}, href: '/me' });
  }

  async handedOver(
    tx: Tx,
    { from, to, organisation }: { from: string; to: string; organisation: string },
  ): Promise<void> {
    const [leaver] = await tx.query<{ name: string }>(`SELECT display_name AS name FROM account WHERE id = $1`, [from]);
    await this.notices.notify(tx, {
      personId: await this.accounts.personOf(tx, to),
      kind: 'handed_over',
      params: { what: organisation, from: leaver?.name ?? '' },
      href: '/console',
    });
  }
}
