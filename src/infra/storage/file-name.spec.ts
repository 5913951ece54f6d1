import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { safeFileName } from './file-name.js';

describe('the name of an uploaded file', () => {
  it.each([
    ['营业执照.pdf', '营业执照.pdf'],
    ['C:\\fakepath\\营业执照.PDF', '营业执照.pdf'],
    ['../../etc/passwd', 'passwd.pdf'],
    ['licence.exe', 'licence.exe.pdf'],
    ['执照\u202efdp.exe', '执照fdp.exe.pdf'],
    ['a\r\nSet-Cookie: x', 'aSet-Cookie_ x.pdf'],
    ['..pdf', 'file.pdf'],
    ['', 'file.pdf'],
    ['\ud800', '\ufffd.pdf'],
  ])('%j is kept as %j', (given, kept) => expect(safeFileName(given, 'pdf')).toBe(kept));

  it('says what the content is', () => {
    expect(safeFileName('photo.JPEG', 'jpg')).toBe('photo.jpg');
    expect(safeFileName('photo.png', 'jpg')).toBe('photo.png.jpg');
  });

  it('is always one that can be stored and sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (given) => {
        const name = safeFileName(given, 'xlsx');
        expect(name).toMatch(/^[^/\\:*?"<>|\p{Cc}\p{Cf}]+\.xlsx$/u);
        expect([...name].length).toBeLessThanOrEqual(105);
        expect(name).not.toMatch(/^[.\s]/);
        expect(() => encodeURIComponent(name)).not.toThrow();
      }),
    );
  });
});
