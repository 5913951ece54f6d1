import type { EventQuestion } from '../../contracts/event.contract.js';
import { AppError } from '../../infra/errors.js';

/** Characters of an answer in words. */
const LONGEST_ANSWER = 500;
const CONTROL = /[^\P{Cc}\n]/u;

type WrongAnswer = { path: string; rule: 'unknown' | 'required' | 'maxLength' | 'isIn' | 'isString' | 'matches' };

/**
 * What was answered to an event's own questions, trimmed; unanswered ones are left out.
 *
 * @throws AppError `request.invalid` naming each wrong answer: a key that nobody asked for, a required one that is
 *   missing, an option that is not offered, one that is too long or no text
 */
export function checkedAnswers(
  questions: readonly EventQuestion[],
  answers: Readonly<Record<string, unknown>> = {},
): Record<string, string> {
  const known = new Set(questions.map(({ key }) => key));
  const wrong: WrongAnswer[] = Object.keys(answers)
    .filter((key) => !known.has(key))
    .map((key) => ({ path: `answers.${key.slice(0, 20)}`, rule: 'unknown' }));
  const given: [string, string][] = [];
  for (const question of questions) {
    const answer = answers[question.key] ?? '';
    const rule = brokenRule(question, answer);
    if (rule) wrong.push({ path: `answers.${question.key}`, rule });
    else if (answer !== '') given.push([question.key, String(answer).trim()]);
  }
  if (wrong.length > 0) throw new AppError('request.invalid', { fields: wrong.slice(0, 20) });
  return Object.fromEntries(given.filter(([, answer]) => answer !== ''));
}

function brokenRule({ required, type, options }: EventQuestion, answer: unknown): WrongAnswer['rule'] | null {
  if (typeof answer !== 'string') return 'isString';
  const text = answer.trim();
  if (text === '') return required ? 'required' : null;
  if (type === 'choice') return options.includes(text) ? null : 'isIn';
  if (text.length > LONGEST_ANSWER) return 'maxLength';
  return CONTROL.test(text) || !text.isWellFormed() ? 'matches' : null;
}
