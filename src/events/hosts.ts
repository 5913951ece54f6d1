import type { Tx } from '../infra/database/transactions.js';
import { AppError } from '../infra/errors.js';
import { type ActiveOrganisation, activeOrganisation } from '../organisations/active-organisation.js';

/** @throws AppError `organisation.not_found`, `organisation.wrong_state`, `organisation.kind_refused` */
export async function activeWindow(tx: Tx, id: string): Promise<ActiveOrganisation> {
  const organisation = await activeOrganisation(tx, id);
  if (organisation.kind !== 'window') throw new AppError('organisation.kind_refused');
  return organisation;
}

/**
 * Who hosts what an organisation declares: a window itself, for an agency the window that it names.
 *
 * @throws AppError `organisation.*`, `request.invalid` for an agency that names none
 */
export async function hostFor(
  tx: Tx,
  organisationId: string,
  hostId: string | undefined,
): Promise<{ host: ActiveOrganisation; declaredById: string | null }> {
  const declaring = await activeOrganisation(tx, organisationId);
  if (declaring.kind === 'window') {
    if (hostId && hostId.toLowerCase() !== declaring.id) throw new AppError('organisation.kind_refused');
    return { host: declaring, declaredById: null };
  }
  if (declaring.kind !== 'agency') throw new AppError('organisation.kind_refused');
  if (!hostId) throw new AppError('request.invalid', { fields: [{ path: 'hostId', rule: 'required' }] });
  return { host: await activeWindow(tx, hostId), declaredById: declaring.id };
}
