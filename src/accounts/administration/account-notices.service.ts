import { Injectable } from '@nestjs/common';
import type { AuditAction } from '../../contracts/vocabulary.js';
import type { Tx } from '../../infra/database/transactions.js';
import { Notices } from '../../notifications/notices.service.js';
import { Audit } from '../audit/audit.service.js';

/** What others hear of it. */
@Injectable()
export class AccountNotices {
  constructor(
    private readonly notices: Notices,
    private readonly audit: Audit,
  ) {}

  async rolesChanged(tx: Tx, personId: string): Promise<void> {
    await this.notices.notify(tx, { personId, kind: 'roles_changed', params: {}, href: '/me' });
  }

  async record(tx: Tx, action: AuditAction, accountId: string): Promise<void> {
    await this.audit.record(tx, { action, path: '/', subject: { kind: 'account', id: accountId } });
  }
}
