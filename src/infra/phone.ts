import { mobileDigits } from '../contracts/phone.js';

const STORED = /^\+86(\d{3})\d{4}(\d{4})$/;

/** A mainland mobile number in the one form that is stored, compared and sent to: `+8613812341234`; null if it is none. */
export function normalisePhone(text: string): string | null {
  const digits = mobileDigits(text);
  return digits === null ? null : `+86${digits}`;
}

/** A stored number as a screen shows it, `138****1234`; nothing at all of what is not one. */
export function maskPhone(phone: string): string {
  const [, head, tail] = STORED.exec(phone) ?? [];
  return head && tail ? `${head}****${tail}` : '****';
}
