import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { IsLine, IsProse } from './plain-text.js';

class Form {
  @IsLine(2, 6)
  line!: string;

  @IsProse(8)
  prose!: string;
}

const read = (line: unknown, prose: unknown = '') => {
  const form = plainToInstance(Form, { line, prose });
  return { ...form, wrong: validateSync(form).map(({ property }) => property) };
};

describe('plain texts', () => {
  it('are trimmed, composed and freed of what nobody sees', () => {
    expect(read('  \u202e湘江\u200b  ', 'a\r\nb ')).toEqual({ line: '湘江', prose: 'a\nb', wrong: [] });
    expect(read('e\u0301e').line).toBe('ée');
  });

  it.each([
    '',
    '   ',
    '一',
    '七个字就太长了',
    'a\nb',
    'a\0b',
    'a\u2028b',
    'a\u001bb',
    'a\ud800b',
    12,
    null,
    {},
    ['ab'],
  ])('a line is not %j', (text) => {
    expect(read(text).wrong).toEqual(['line']);
  });

  it.each(['a\0', 'a\u0007', 'a\u2029b', 'a\udc00', '123456789', 5])('a text is not %j', (text) => {
    expect(read('ab', text).wrong).toEqual(['prose']);
  });

  it('a text may have lines', () => {
    expect(read('ab', 'a\n\tb').wrong).toEqual([]);
  });
});
