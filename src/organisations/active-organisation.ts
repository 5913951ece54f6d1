import type { ErrorCode, OrganisationKind, WindowLevel } from '../contracts/vocabulary.js';
import type { Tx } from '../infra/database/transactions.js';
import { AppError } from '../infra/errors.js';

export interface ActiveOrganisation {
  id: string;
  kind: OrganisationKind;
  level: WindowLevel | null;
  name: string;
  path: string;
  creditCode: string | null;
}

/**
 * The organisation, held as it is until the transaction ends: its path and state do not change under what is about to be
 * written below it. Rows that only name it (a registration and its county) are not kept waiting by either lock.
 *
 * @throws AppError `notFound`, `organisation.wrong_state`
 */
export async function activeOrganisation(
  tx: Tx,
  id: string,
  {
    notFound = 'organisation.not_found',
    lock = 'SHARE',
  }: { notFound?: ErrorCode; lock?: 'SHARE' | 'NO KEY UPDATE' } = {},
): Promise<ActiveOrganisation> {
  const [row] = await tx.query<ActiveOrganisation & { state: string }>(
    `SELECT id, kind, level, name, path, state, credit_code AS "creditCode"
     FROM organisation WHERE id = $1 FOR ${lock}`,
    [id],
  );
  if (!row) throw new AppError(notFound);
  if (row.state !== 'active') throw new AppError('organisation.wrong_state');
  return row;
}
