import { Injectable } from '@nestjs/common';
import type { ProfileRequest } from '../../contracts/account.contract.js';
import type { RegisterRequest } from '../../contracts/registration.contract.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import type { Registration } from './registration.entity.js';

type Columns = Pick<Registration, 'name' | 'enterpriseName' | 'enterpriseId' | 'jobTitle' | 'countyId'>;

interface Organisation extends Record<string, unknown> {
  id: string;
  name: string;
}

/** What a person tells of themselves when registering; all of it can be left out. */
@Injectable()
export class RegistrationParticulars {
  /**
   * The row's columns, and what is worth remembering: who leaves a field empty here keeps what they told before.
   *
   * @throws AppError `request.invalid` for an enterprise or a county that is none
   */
  async of(tx: Tx, request: RegisterRequest): Promise<{ columns: Columns; profile: ProfileRequest }> {
    const enterprise = await this.enterprise(tx, request.enterpriseId ?? null);
    const countyId = await this.county(tx, request.countyId ?? null);
    const name = request.name?.trim() ?? '';
    const jobTitle = request.jobTitle?.trim() ?? '';
    const enterpriseName = enterprise?.name ?? request.enterpriseName?.trim() ?? '';
    const enterpriseId = enterprise?.id ?? null;
    return {
      columns: { name, enterpriseName, enterpriseId, jobTitle, countyId },
      profile: {
        ...(name && { name }),
        ...(jobTitle && { jobTitle }),
        ...(enterpriseName && { enterpriseName, enterpriseId }),
        ...(countyId && { countyId }),
      },
    };
  }

  /** Null for a code that is unknown or closed: an old poster must not keep anybody from registering. */
  async channel(tx: Tx, code: string | undefined): Promise<string | null> {
    if (!code) return null;
    const [row] = await tx.query<{ id: string }>(`SELECT id FROM channel WHERE code = $1 AND closed_at IS NULL`, [
      code,
    ]);
    return row?.id ?? null;
  }

  /** One that was merged into another is that other. */
  private async enterprise(tx: Tx, id: string | null): Promise<Organisation | null> {
    if (!id) return null;
    const [row] = await tx.query<Organisation>(
      `SELECT t.id, t.name FROM organisation o JOIN organisation t ON t.id = coalesce(o.merged_into_id, o.id)
       WHERE o.id = $1 AND t.kind = 'enterprise' AND t.state = 'active'`,
      [id],
    );
    if (!row) throw new AppError('request.invalid', { fields: [{ path: 'enterpriseId', rule: 'exists' }] });
    return row;
  }

  private async county(tx: Tx, id: string | null): Promise<string | null> {
    if (!id) return null;
    const [row] = await tx.query<Organisation>(
      `SELECT id, name FROM organisation WHERE id = $1 AND kind = 'window' AND level = 'county' AND state = 'active'`,
      [id],
    );
    if (!row) throw new AppError('request.invalid', { fields: [{ path: 'countyId', rule: 'exists' }] });
    return row.id;
  }
}
