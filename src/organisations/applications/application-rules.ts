import type { ApplicationRequest } from '../../contracts/organisation.contract.js';
import type { ApplicationAction, OrganisationKind } from '../../contracts/vocabulary.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { type ActiveOrganisation, activeOrganisation } from '../active-organisation.js';

export type Applicable = Exclude<OrganisationKind, 'window'>;

/** What an application is about: whose window reviews it, and the organisation that it claims. */
export interface ApplicationAim {
  kind: Applicable;
  window: ActiveOrganisation;
  organisationId: string | null;
}

export const MANAGER_ROLE = { agency: 'agency_manager', enterprise: 'enterprise_manager' } as const;
const MADE_BY = { register: 'enterprise', onboard: 'agency' } as const satisfies Partial<
  Record<ApplicationAction, Applicable>
>;

/**
 * 注册 and 入驻 are for what is not known yet, 认领 for what is known (by an import) and has nobody yet. A claim is
 * reviewed where the organisation is registered, whatever window the applicant names.
 *
 * @throws AppError `application.claim_instead`, `organisation.not_found`, `organisation.managed_already`,
 *   `organisation.parent_refused`
 */
export async function aimOf(tx: Tx, request: ApplicationRequest): Promise<ApplicationAim> {
  const { action, creditCode, windowId } = request;
  const known = await byCreditCode(tx, creditCode);
  if (action === 'claim') {
    if (!known?.parentId) throw new AppError('organisation.not_found');
    await refuseManaged(tx, known.id);
    const window = await reviewingWindow(tx, known.parentId, known.kind);
    return { kind: known.kind, window, organisationId: known.id };
  }
  if (known) throw new AppError('application.claim_instead');
  const kind = MADE_BY[action];
  return { kind, window: await reviewingWindow(tx, windowId, kind), organisationId: null };
}

/** Nobody takes an organisation away from who manages it. @throws AppError `organisation.managed_already` */
export async function refuseManaged(tx: Tx, organisationId: string): Promise<void> {
  const [manager] = await tx.query(
    `SELECT 1 FROM membership WHERE organisation_id = $1 AND role = ANY($2) AND ended_at IS NULL LIMIT 1`,
    [organisationId, Object.values(MANAGER_ROLE)],
  );
  if (manager) throw new AppError('organisation.managed_already');
}

async function byCreditCode(tx: Tx, creditCode: string) {
  const [row] = await tx.query<{ id: string; kind: Applicable; parentId: string | null }>(
    `SELECT id, kind, parent_id AS "parentId" FROM organisation
     WHERE credit_code = $1 AND kind <> 'window' AND state <> 'merged'`,
    [creditCode],
  );
  return row ?? null;
}

/** Enterprises belong to a county, district or park; agencies may be a city's or the province's, too. */
async function reviewingWindow(tx: Tx, id: string, kind: Applicable): Promise<ActiveOrganisation> {
  const window = await activeOrganisation(tx, id, { notFound: 'organisation.parent_refused' });
  const fits = window.level === 'county' || (kind === 'agency' && window.level !== null && window.level !== 'cluster');
  if (!fits) throw new AppError('organisation.parent_refused');
  return window;
}
