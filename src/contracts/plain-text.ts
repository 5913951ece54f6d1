import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';

/** Direction marks and zero-width characters: pasted along unseen, and good for making one name look like another. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const CONTROL_BUT_BREAKS = /[^\P{Cc}\n\t]|[\p{Zl}\p{Zp}]/u;

/** Half of a pair of UTF-16 units: no character, and nothing that the database takes. */
const HALF_PAIR = /\p{Surrogate}/u;

/** The field is one line: `min` to `max` characters that are more than blanks, without control characters or halves of one. */
export function IsLine(min: number, max: number): PropertyDecorator {
  return cleaned('isLine', (text) => text.length >= min && text.length <= max && !CONTROL.test(text));
}

/** The field is a text of up to `max` characters which may hold line breaks and tabs, but no other control characters. */
export function IsProse(max: number): PropertyDecorator {
  return cleaned('isProse', (text) => text.length <= max && !CONTROL_BUT_BREAKS.test(text));
}

function cleaned(name: string, isGood: (text: string) => boolean): PropertyDecorator {
  const clean = Transform(({ value }) => (typeof value === 'string' ? cleanText(value) : value));
  const check = ValidateBy({
    name,
    validator: { validate: (value: unknown) => typeof value === 'string' && !HALF_PAIR.test(value) && isGood(value) },
  });
  return (target, property) => {
    clean(target, property);
    check(target, property);
  };
}

function cleanText(text: string): string {
  return text.normalize('NFC').replace(UNSEEN, '').replaceAll('\r\n', '\n').trim();
}
