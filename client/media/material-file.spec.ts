import { describe, expect, it } from '@jest/globals';
import { FILE_PURPOSES } from '../../src/contracts/vocabulary.js';
import { fittedSize, kindOfFile, titleOfFile } from './material-file.js';

const file = (name: string, type = '', size = 1000) => ({ name, type, size });

describe('a chosen file', () => {
  it.each([
    ['a.pdf', 'application/pdf', 'slides'],
    ['A.PDF', '', 'slides'],
    ['photo', 'image/webp', 'picture'],
    ['photo.JPEG', '', 'picture'],
    ['warm-up.mp4', 'video/mp4', 'clip'],
    ['warm-up.webm', '', 'clip'],
  ])('%s (%s) is %s', (name, type, kind) => expect(kindOfFile(file(name, type))).toBe(kind));

  it.each([
    ['talk.pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation', 'presentation'],
    ['talk.PPT', '', 'presentation'],
    ['talk.dps', '', 'presentation'],
    ['sheet.xlsx', '', 'unknown'],
    ['photo.heic', 'image/heic', 'unknown'],
    ['nothing', '', 'unknown'],
  ])('%s (%s) is refused: %s', (name, type, trouble) => expect(() => kindOfFile(file(name, type))).toThrow(trouble));

  it('is refused when it is empty or too large', () => {
    expect(() => kindOfFile(file('a.pdf', '', 0))).toThrow('empty');
    expect(() => kindOfFile(file('a.pdf', '', 300 * 1024 * 1024))).toThrow('pdf_too_large');
    expect(() => kindOfFile(file('a.mp4', '', FILE_PURPOSES.stage_clip.maxBytes + 1))).toThrow('clip_too_large');
    expect(kindOfFile(file('a.mp4', '', FILE_PURPOSES.stage_clip.maxBytes))).toBe('clip');
  });
});

describe('the title of a file', () => {
  it.each([
    ['融资 产品介绍.pdf', '融资 产品介绍'],
    ['v1.2 final.pdf', 'v1.2 final'],
    ['a\u0000b\n c.pdf', 'a b c'],
    ['.pdf', '.pdf'],
    [`${'长'.repeat(200)}.pdf`, '长'.repeat(120)],
  ])('%j becomes %j', (name, title) => expect(titleOfFile(name)).toBe(title));
});

describe('the size of a page', () => {
  it('is as wide as it may be, or as high', () => {
    expect(fittedSize({ width: 960, height: 540 }, { grow: true })).toEqual({ width: 1920, height: 1080 });
    expect(fittedSize({ width: 595, height: 842 }, { grow: true })).toEqual({ width: 1526, height: 2160 });
    expect(fittedSize({ width: 14_400, height: 14_400 }, { grow: true })).toEqual({ width: 1920, height: 1920 });
  });

  it('of a picture is its own where that is small enough', () => {
    expect(fittedSize({ width: 640, height: 480 }, { grow: false })).toEqual({ width: 640, height: 480 });
    expect(fittedSize({ width: 4032, height: 3024 }, { grow: false })).toEqual({ width: 1920, height: 1440 });
  });

  it('never passes what the server takes', () => {
    for (const shape of [
      [1, 1],
      [3, 5],
      [5000, 1],
      [1, 5000],
    ] as const) {
      const { width, height } = fittedSize({ width: shape[0], height: shape[1] }, { grow: true });
      expect(width * height).toBeLessThanOrEqual(FILE_PURPOSES.stage_page.maxPixels);
      expect(Math.min(width, height)).toBeGreaterThan(0);
    }
  });
});
