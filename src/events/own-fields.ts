import { AppError } from '../infra/errors.js';

/** A field that somebody defines: a question of an event, a field of a programme. */
interface OwnField {
  key: string;
  type: string;
  options: readonly string[];
}

/**
 * @param path of the list in the request
 * @throws AppError `request.invalid`: two fields with one key, a choice without a choice, options where there is none to
 *   choose, half of a surrogate pair in one of them (which cannot be stored in a JSON value)
 */
export function checkOwnFields(path: string, fields: readonly OwnField[]): void {
  const faults = fields.flatMap(({ key, type, options }, index) => {
    const isFirst = fields.findIndex((field) => field.key === key) === index;
    const fits = type === 'choice' ? isChoice(options) : options.length === 0;
    return [
      ...(isFirst ? [] : [{ path: `${path}.${index}.key`, rule: 'unique' }]),
      ...(fits ? [] : [{ path: `${path}.${index}.options`, rule: 'choices' }]),
    ];
  });
  if (faults.length > 0) throw new AppError('request.invalid', { fields: faults.slice(0, 20) });
}

function isChoice(options: readonly string[]): boolean {
  const distinct = new Set(options.map((option) => option.trim()).filter(Boolean));
  return options.length >= 2 && distinct.size === options.length && options.every((option) => option.isWellFormed());
}
