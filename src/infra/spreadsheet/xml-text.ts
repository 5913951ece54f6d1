/** What no XML 1.0 document may hold, not even escaped, and the other control characters. */
const FORBIDDEN = /(?![\t\n])[\p{Cc}\ufffe\uffff]/gu;
const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Spreadsheets read `_x0041_` as "A" (ECMA-376, ST_Xstring): such a text has its first underline escaped that way. */
const CODE = /_(?=x[0-9A-Fa-f]{4}_)/g;
const SUSPECT = /[&<>"\ufffe\uffff\p{Cc}\p{Cs}]|_x[0-9A-Fa-f]{4}_/u;

/**
 * A text for the content or an attribute of a spreadsheet's XML. Control characters, which nobody sees, are left out;
 * half a pair of surrogates becomes the replacement character; line breaks are those of a spreadsheet.
 */
export function xmlText(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(FORBIDDEN, '')
    .replace(CODE, '_x005F_')
    .replace(/[&<>"]/g, (sign) => ESCAPED[sign] ?? sign);
}
