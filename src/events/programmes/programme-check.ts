import type { ProgrammeField } from '../../contracts/programme.contract.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { programmeFieldFaults } from './programme-fields.js';
import { Programme } from './programme.entity.js';

interface Chosen {
  programmeId: string | null;
  programmeFields: Readonly<Record<string, unknown>>;
}

/**
 * The values of an event's programme fields, checked against the programme's definition. An event stays with its
 * programme after that has been closed; none is added to it.
 *
 * @param before what the event had; null for a new one
 * @throws AppError `programme.not_found`, `programme.closed`, `request.invalid`
 */
export async function checkedProgrammeFields(
  tx: Tx,
  chosen: Chosen,
  before: { programmeId: string | null } | null,
): Promise<Record<string, string>> {
  const programme = await find(tx, chosen.programmeId);
  if (programme?.closedAt && before?.programmeId !== programme.id) throw new AppError('programme.closed');
  const faults = programmeFieldFaults(programme?.fields ?? [], chosen.programmeFields, { complete: false });
  if (faults.length > 0) throw new AppError('request.invalid', { fields: faults });
  return chosen.programmeFields as Record<string, string>;
}

/** What is missing before the event can be published. */
export async function missingProgrammeFields(
  tx: Tx,
  { programmeId, programmeFields }: Chosen,
): Promise<{ path: string; rule: string }[]> {
  const programme = await find(tx, programmeId);
  const definition: readonly ProgrammeField[] = programme?.fields ?? [];
  // A key that the programme has dropped meanwhile keeps nothing from being published.
  return programmeFieldFaults(definition, programmeFields, { complete: true }).filter(({ rule }) => rule !== 'unknown');
}

async function find(tx: Tx, id: string | null): Promise<Programme | null> {
  if (!id) return null;
  const programme = await tx.manager.findOneBy(Programme, { id });
  if (!programme) throw new AppError('programme.not_found');
  return programme;
}
