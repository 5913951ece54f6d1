import type { AgendaItemRequest } from '../../contracts/event.contract.js';
import type { ErrorCode } from '../../contracts/vocabulary.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';

interface Presenter {
  id: string;
  kind: string;
  state: string;
}

/**
 * Whether those who present are active agencies or enterprises, and the services theirs.
 *
 * @throws AppError `organisation.not_found`, `organisation.kind_refused`, `organisation.wrong_state`,
 * `service_item.not_found`, each with the item's place
 */
export async function checkPresenters(tx: Tx, items: readonly AgendaItemRequest[]): Promise<void> {
  const organisations = await presenters(tx, items);
  const owners = await serviceOwners(tx, items);
  items.forEach(({ organisationId, serviceItemIds = [] }, index) => {
    const presenter = organisationId ? organisations.get(organisationId.toLowerCase()) : null;
    if (organisationId) refuse(faultOf(presenter), `items.${index}.organisationId`);
    const foreign = serviceItemIds.some((id) => !presenter || owners.get(id.toLowerCase()) !== presenter.id);
    refuse(foreign ? 'service_item.not_found' : null, `items.${index}.serviceItemIds`);
  });
}

function faultOf(presenter: Presenter | null | undefined): ErrorCode | null {
  if (!presenter) return 'organisation.not_found';
  if (presenter.kind === 'window') return 'organisation.kind_refused';
  return presenter.state === 'active' ? null : 'organisation.wrong_state';
}

function refuse(code: ErrorCode | null, path: string): void {
  if (code) throw new AppError(code, { fields: [{ path, rule: code }] });
}

/** Held, so that none is merged into another one meanwhile. */
async function presenters(tx: Tx, items: readonly AgendaItemRequest[]): Promise<Map<string, Presenter>> {
  const ids = [...new Set(items.flatMap(({ organisationId }) => organisationId ?? []))];
  const rows = await tx.query<Presenter>(
    `SELECT id, kind, state FROM organisation WHERE id = ANY($1::uuid[]) ORDER BY id FOR SHARE`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** By service item; withdrawn ones are missing. */
async function serviceOwners(tx: Tx, items: readonly AgendaItemRequest[]): Promise<Map<string, string>> {
  const ids = [...new Set(items.flatMap(({ serviceItemIds = [] }) => serviceItemIds))];
  const rows = await tx.query<{ id: string; organisationId: string }>(
    `SELECT id, organisation_id AS "organisationId" FROM service_item
     WHERE id = ANY($1::uuid[]) AND withdrawn_at IS NULL`,
    [ids],
  );
  return new Map(rows.map(({ id, organisationId }) => [id, organisationId]));
}
