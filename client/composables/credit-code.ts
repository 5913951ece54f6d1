/** The 31 characters of GB 32100-2015 in the order of their values. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const FORM = /^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}$/;

/**
 * Whether somebody typing a unified social credit code is still on the way (`short`), or has mistyped it; null when it is
 * right. The server decides by the same standard; this only spares the way there.
 */
export function creditCodeFault(text: string): 'short' | 'wrong' | null {
  const code = text
    .normalize('NFKC')
    .replace(/[\s\p{Pd}\p{Cf}]/gu, '')
    .toUpperCase();
  if (code.length < 18) return 'short';
  if (!FORM.test(code)) return 'wrong';
  let sum = 0;
  let weight = 1;
  for (const character of code.slice(0, 17)) {
    sum += ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31) === code.charAt(17) ? null : 'wrong';
}
