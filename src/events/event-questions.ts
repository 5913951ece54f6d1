import type { EventQuestion } from '../contracts/event.contract.js';
import { AppError } from '../infra/errors.js';

/** Half of a surrogate pair cannot be stored in a JSON value. */
export function whole(texts: readonly string[]): boolean {
  return texts.every((text) => text.isWellFormed());
}

/** @throws AppError `request.invalid`: two questions with one key, a choice without a choice, options of a text */
export function checkQuestions(questions: readonly EventQuestion[]): void {
  const keys = new Set<string>();
  const fields = questions.flatMap(({ key, type, options }, index) => {
    const isNew = !keys.has(key);
    keys.add(key);
    const distinct = new Set(options.map((option) => option.trim()).filter(Boolean)).size === options.length;
    const choices = type === 'choice' ? options.length >= 2 && distinct && whole(options) : options.length === 0;
    return [
      ...(isNew ? [] : [{ path: `questions.${index}.key`, rule: 'unique' }]),
      ...(choices ? [] : [{ path: `questions.${index}.options`, rule: 'choices' }]),
    ];
  });
  if (fields.length > 0) throw new AppError('request.invalid', { fields: fields.slice(0, 20) });
}
