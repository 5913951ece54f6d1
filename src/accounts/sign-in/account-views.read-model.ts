import { Inject, Injectable } from '@nestjs/common';
import type { AccountView, GrantView } from '../../contracts/account.contract.js';
import { permits, type Right, RIGHTS } from '../../contracts/rights.js';
import type { OrganisationKind, Role } from '../../contracts/vocabulary.js';
import { CONFIG, type Config } from '../../config.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { Notices } from '../../notifications/notices.service.js';
import { Phones } from '../persons/phones.service.js';

interface AccountRow {
  id: string;
  personId: string;
  displayName: string;
  login: string | null;
  hasPassword: boolean;
  totpConfirmed: boolean;
  phoneEnc: string | null;
  isLinked: boolean;
  profileName: string | null;
  totpPassed: boolean;
}

interface GrantRow {
  role: Role;
  path: string;
  organisationId: string | null;
  name: string | null;
  kind: OrganisationKind | null;
}

/** Who is signed in, as the client shows it. */
@Injectable()
export class AccountViews {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly reads: ReadPool,
    private readonly phones: Phones,
    private readonly notices: Notices,
  ) {}

  async view(accountId: string, tokenId: string): Promise<AccountView | null> {
    const [row] = await this.reads.query<AccountRow & Record<string, unknown>>(
      `SELECT a.id, a.person_id AS "personId", a.display_name AS "displayName", a.login,
              a.password_hash IS NOT NULL AS "hasPassword", a.totp_confirmed_at IS NOT NULL AS "totpConfirmed",
              p.phone_enc AS "phoneEnc", f.name AS "profileName", t.totp_at IS NOT NULL AS "totpPassed",
              EXISTS (SELECT 1 FROM account_identity i WHERE i.account_id = a.id AND i.issuer = $3) AS "isLinked"
       FROM account a JOIN access_token t ON t.account_id = a.id AND t.id = $2
       LEFT JOIN person_phone p ON p.person_id = a.person_id
       LEFT JOIN person_profile f ON f.person_id = a.person_id
       WHERE a.id = $1`,
      [accountId, tokenId, this.config.provider?.issuer ?? null],
    );
    if (!row) return null;
    const grants = await this.grants(accountId);
    const mustSetUp = !row.totpConfirmed && this.config.staffTotp && grants.length > 0;
    const owed = (row.totpConfirmed || mustSetUp) && !row.totpPassed;
    return {
      id: row.id,
      displayName: row.displayName || row.profileName || '',
      login: row.login,
      phone: this.phones.masked(row.phoneEnc),
      hasPassword: row.hasPassword,
      totp: { enabled: row.totpConfirmed, owed, mustSetUp },
      provider: this.config.provider ? { linked: row.isLinked } : null,
      grants: owed ? [] : grants,
      unreadNotices: owed ? 0 : await this.notices.unreadCount(row.personId),
    };
  }

  private async grants(accountId: string): Promise<GrantView[]> {
    const rows = await this.reads.query<GrantRow & Record<string, unknown>>(
      `SELECT g.role, g.path, g.organisation_id AS "organisationId", o.name, o.kind
       FROM role_grant g LEFT JOIN organisation o ON o.id = g.organisation_id
       WHERE g.account_id = $1 AND g.revoked_at IS NULL ORDER BY g.path, g.role`,
      [accountId],
    );
    return rows.map(({ role, path, organisationId, name, kind }) => ({
      role,
      organisation: organisationId && name && kind ? { id: organisationId, name, kind, path } : null,
      rights: (Object.keys(RIGHTS) as Right[]).filter((right) => permits(right, role, path, path)),
    }));
  }
}
