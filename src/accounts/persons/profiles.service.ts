import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ProfileRequest, ProfileView } from '../../contracts/account.contract.js';
import type { OrganisationKind } from '../../contracts/vocabulary.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { PersonalData } from './personal-data.js';
import { Phones } from './phones.service.js';

interface ProfileRow {
  name: string;
  enterpriseName: string;
  enterpriseId: string | null;
  jobTitle: string;
  countyId: string | null;
  countyName: string | null;
}

/** What persons told of themselves; everything may stay empty. */
@Injectable()
export class Profiles implements OnModuleInit {
  constructor(
    private readonly reads: ReadPool,
    private readonly phones: Phones,
    private readonly personalData: PersonalData,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.personalData.register({
      name: 'profile',
      export: ([rootId]) => (rootId ? this.of(rootId) : Promise.resolve(null)),
      erase: async (tx, personIds) => {
        await tx.query(`DELETE FROM person_profile WHERE person_id = ANY($1)`, [personIds]);
      },
    });
  }

  /** @param personId any person; the profile is the root's */
  async of(personId: string): Promise<ProfileView> {
    const [row] = await this.reads.query<ProfileRow & Record<string, unknown>>(
      `SELECT f.name, f.enterprise_name AS "enterpriseName", f.enterprise_id AS "enterpriseId",
              f.job_title AS "jobTitle", f.county_id AS "countyId", c.name AS "countyName"
       FROM person_profile f LEFT JOIN organisation c ON c.id = f.county_id WHERE f.person_id = root_person($1)`,
      [personId],
    );
    return {
      name: row?.name ?? '',
      enterpriseName: row?.enterpriseName ?? '',
      enterpriseId: row?.enterpriseId ?? null,
      jobTitle: row?.jobTitle ?? '',
      county: row?.countyId && row.countyName ? { id: row.countyId, name: row.countyName } : null,
      phone: await this.maskedPhone(personId),
    };
  }

  /**
   * Fields that are not given stay as they are.
   *
   * @throws AppError `organisation.not_found` for an enterprise that is none, or a county that is no window
   */
  async save(
    tx: Tx,
    rootId: string,
    { name, enterpriseName, enterpriseId, jobTitle, countyId }: ProfileRequest,
  ): Promise<void> {
    await mustBe(tx, enterpriseId, 'enterprise');
    await mustBe(tx, countyId, 'window');
    await tx.query(
      `INSERT INTO person_profile AS f (person_id, name, enterprise_name, enterprise_id, job_title, county_id, updated_at)
         VALUES ($1, coalesce($2, ''), coalesce($3, ''), $4, coalesce($5, ''), $6, $7)
         ON CONFLICT (person_id) DO UPDATE SET
           name = coalesce($2, f.name), enterprise_name = coalesce($3, f.enterprise_name),
           enterprise_id = CASE WHEN $8 THEN $4 ELSE f.enterprise_id END,
           job_title = coalesce($5, f.job_title),
           county_id = CASE WHEN $9 THEN $6 ELSE f.county_id END, updated_at = $7`,
      [
        rootId,
        name?.trim() ?? null,
        enterpriseName?.trim() ?? null,
        enterpriseId ?? null,
        jobTitle?.trim() ?? null,
        countyId ?? null,
        this.clock.now(),
        enterpriseId !== undefined,
        countyId !== undefined,
      ],
    );
  }

  private async maskedPhone(personId: string): Promise<string | null> {
    const [row] = await this.reads.query<{ phone_enc: string }>(
      `SELECT phone_enc FROM person_phone WHERE person_id = root_person($1)`,
      [personId],
    );
    return this.phones.masked(row?.phone_enc ?? null);
  }
}

async function mustBe(tx: Tx, id: string | null | undefined, kind: OrganisationKind): Promise<void> {
  if (!id) return;
  const [row] = await tx.query(`SELECT 1 FROM organisation WHERE id = $1 AND kind = $2`, [id, kind]);
  if (!row) throw new AppError('organisation.not_found');
}
