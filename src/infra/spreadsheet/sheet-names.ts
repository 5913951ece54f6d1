const LONGEST = 31;
/** What spreadsheets forbid in the name of a sheet, and file systems in that of a file. */
const FORBIDDEN = /[\\/?*:[\]<>|"\p{Cc}\p{Cf}]/gu;
/** Kept by Excel for itself. */
const RESERVED = /^history$/i;

/** Names for the sheets of a workbook or the files of an archive: allowed, at most 31 characters, each of them once. */
export class SheetNames {
  private readonly taken = new Set<string>();

  next(wanted: string): string {
    const name = allowed(wanted);
    for (let number = 1; ; number += 1) {
      const suffix = number === 1 ? '' : ` (${number})`;
      const unique = shortened(name, LONGEST - suffix.length) + suffix;
      // Spreadsheets and some file systems take capital and small letters for the same.
      if (this.taken.has(unique.toLowerCase())) continue;
      this.taken.add(unique.toLowerCase());
      return unique;
    }
  }
}

function allowed(wanted: string): string {
  const name = wanted
    .toWellFormed()
    .normalize('NFC')
    .replace(FORBIDDEN, ' ')
    .replace(/^['\s.]+|['\s.]+$/g, '');
  if (name === '') return 'Sheet';
  return RESERVED.test(name) ? `${name} 1` : name;
}

/** Counted as spreadsheets count, in units of UTF-16, but no pair is cut in two. */
function shortened(name: string, most: number): string {
  return name
    .slice(0, most)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/['\s]+$/, '');
}
