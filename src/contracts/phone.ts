import { ValidateBy, type ValidationOptions } from 'class-validator';

/** Longer texts are not looked at: a number with its country code and all its separators is far shorter. */
const LONGEST = 40;
const MOBILE = /^(?:\+?86|0086)?(1[3-9]\d{9})$/;

/**
 * The eleven digits of a mainland mobile number, or null. Takes what people type and paste: spaces, dashes, the country
 * code, full-width digits, and the invisible direction marks that address books leave around a number.
 */
export function mobileDigits(text: string): string | null {
  if (text.length > LONGEST) return null;
  const bare = text.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}]/gu, '');
  return MOBILE.exec(bare)?.[1] ?? null;
}

/** The field is a mainland mobile number, in any form that `mobileDigits` takes. */
export function IsMobile(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isMobile',
      validator: { validate: (value: unknown) => typeof value === 'string' && mobileDigits(value) !== null },
    },
    options,
  );
}
