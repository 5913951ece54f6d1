import type { ProgrammeField } from '../../contracts/programme.contract.js';
import type { Problem } from '../../contracts/problem.contract.js';

const LONGEST = 200;
const NUMBER = /^-?\d{1,12}(?:\.\d{1,4})?$/;

type Fault = NonNullable<Problem['fields']>[number];

/**
 * What is wrong with an event's values of its programme's fields; values come from a request and may be anything.
 *
 * @param complete whether required fields must be filled in, as for publishing
 */
export function programmeFieldFaults(
  definition: readonly ProgrammeField[],
  values: Readonly<Record<string, unknown>>,
  { complete }: { complete: boolean },
): Fault[] {
  const known = new Map(definition.map((field) => [field.key, field]));
  const wrong = Object.entries(values).flatMap(([key, value]) => {
    const rule = ruleBroken(known.get(key), value);
    return rule ? [{ path: `programmeFields.${key.slice(0, 60)}`, rule }] : [];
  });
  const missing = complete ? definition.filter(({ key, required }) => required && !filled(values, key)) : [];
  return [...wrong, ...missing.map(({ key }) => ({ path: `programmeFields.${key}`, rule: 'required' }))].slice(0, 40);
}

function ruleBroken(field: ProgrammeField | undefined, value: unknown): string | null {
  if (!field) return 'unknown';
  if (typeof value !== 'string' || !value.isWellFormed()) return 'isString';
  if (value.length > LONGEST) return 'maxLength';
  if (value.trim() === '') return null;
  if (field.type === 'number' && !NUMBER.test(value)) return 'isNumber';
  return field.type === 'choice' && !field.options.includes(value) ? 'isIn' : null;
}

function filled(values: Readonly<Record<string, unknown>>, key: string): boolean {
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  return typeof value === 'string' && value.trim() !== '';
}
