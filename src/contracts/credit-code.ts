import { Transform } from 'class-transformer';
import { ValidateBy, type ValidationOptions } from 'class-validator';

/** The 31 characters of GB 32100-2015, table 2, in the order of their values: without I, O, S, V and Z. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const LENGTH = 18;
/** Longer texts are not looked at: a code with blanks between its groups is far shorter. */
const LONGEST = 40;
/** Positions 3 to 8 are the area code of the registering authority (GB/T 2260). */
const FORM = /^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}$/;

/**
 * The check character of a unified social credit code (统一社会信用代码), by GB 32100-2015, 4.3: the characters' values
 * weighted with 3^(i-1) mod 31 for position i from 1, `C18 = 31 - MOD(Σ Ci × Wi, 31)`, 31 being 0. The modulus is a prime
 * and neighbouring weights differ, so every single wrong character and every swap of two neighbours is found.
 *
 * @param body at least the first 17 characters, normalised
 */
export function creditCodeCheck(body: string): string {
  let sum = 0;
  let weight = 1;
  for (const character of body.slice(0, LENGTH - 1)) {
    sum += ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** What is wrong with a normalised code: its form, its check character, or nothing (null). */
export function creditCodeFault(code: string): 'form' | 'check' | null {
  if (!FORM.test(code)) return 'form';
  return creditCodeCheck(code) === code.charAt(LENGTH - 1) ? null : 'check';
}

/** As people type and paste it, to the form that is stored: half-width, capitals, no blanks, dashes or invisible marks. */
export function normaliseCreditCode(text: string): string {
  if (text.length > LONGEST) return text;
  return text
    .normalize('NFKC')
    .replace(/[\s\p{Pd}\p{Cf}]/gu, '')
    .toUpperCase();
}

/** The field becomes a normalised credit code, and is refused where that one is wrong. */
export function IsCreditCode(options?: ValidationOptions): PropertyDecorator {
  const normalise = Transform(({ value }) => (typeof value === 'string' ? normaliseCreditCode(value) : value));
  const check = ValidateBy(
    {
      name: 'isCreditCode',
      validator: { validate: (value: unknown) => typeof value === 'string' && creditCodeFault(value) === null },
    },
    options,
  );
  return (target, property) => {
    normalise(target, property);
    check(target, property);
  };
}
