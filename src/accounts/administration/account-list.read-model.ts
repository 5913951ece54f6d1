import { Injectable } from '@nestjs/common';
import type { AccountLine, AccountPage } from '../../contracts/account.contract.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { normalisePhone } from '../../infra/phone.js';
import { Phones } from '../persons/phones.service.js';

const PAGE = 50;

interface Row {
  id: string;
  displayName: string;
  login: string | null;
  phoneEnc: string | null;
  state: AccountLine['state'];
  locked: boolean;
  totp: boolean;
  grants: AccountLine['grants'];
  createdAt: Date;
  lastSeenAt: Date | null;
}

/** Accounts for their administrators: who has a name or a role, and anybody by phone number. */
@Injectable()
export class AccountList {
  constructor(
    private readonly reads: ReadPool,
    private readonly phones: Phones,
    private readonly clock: Clock,
  ) {}

  /** @param q part of a name, or a whole phone number @param after id of the last one of the page before */
  async page(q: string, after: string | null): Promise<AccountPage> {
    const phone = normalisePhone(q);
    const rows = await this.reads.query<Row & Record<string, unknown>>(
      `SELECT a.id, a.display_name AS "displayName", a.login, p.phone_enc AS "phoneEnc", a.state,
              coalesce(a.locked_until > $1, false) AS locked, a.totp_confirmed_at IS NOT NULL AS totp,
              a.created_at AS "createdAt",
              (SELECT max(t.last_used_at) FROM access_token t WHERE t.account_id = a.id) AS "lastSeenAt",
              coalesce((SELECT json_agg(json_build_object('id', g.id, 'role', g.role, 'organisation',
                         CASE WHEN o.id IS NULL THEN NULL ELSE json_build_object('id', o.id, 'name', o.name) END)
                         ORDER BY g.path)
                 FROM role_grant g LEFT JOIN organisation o ON o.id = g.organisation_id
                 WHERE g.account_id = a.id AND g.revoked_at IS NULL), '[]') AS grants
       FROM account a LEFT JOIN person_phone p ON p.person_id = a.person_id
       WHERE a.state <> 'deleted' AND ($2::uuid IS NULL OR a.id < $2)
         AND CASE WHEN $4::text IS NOT NULL THEN p.phone_hmac = $4
                  ELSE (a.login IS NOT NULL OR EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = a.id))
                       AND ($3 = '' OR strpos(lower(a.display_name), $3) > 0 OR strpos(a.login, $3) > 0) END
       ORDER BY a.id DESC LIMIT ${PAGE + 1}`,
      [this.clock.now(), after, phone ? '' : q.trim().toLowerCase(), phone ? this.phones.digest(phone) : null],
    );
    const accounts = rows.slice(0, PAGE).map(({ phoneEnc, ...row }) => ({
      ...row,
      phone: this.phones.masked(phoneEnc),
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    }));
    return { accounts, next: rows.length > PAGE ? (accounts.at(-1)?.id ?? null) : null };
  }
}
