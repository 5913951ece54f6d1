import { describe, expect, it } from '@jest/globals';
import { invitedLines } from './invited-phone-lines.js';

const one = (line: string) => invitedLines([line])[0];

describe('a pasted list of numbers', () => {
  it.each([
    ['13812345678', { phone: '+8613812345678', name: '' }],
    ['13812345678,李敏', { phone: '+8613812345678', name: '李敏' }],
    ['13812345678，李敏', { phone: '+8613812345678', name: '李敏' }],
    ['138 1234 5678 李敏 (长沙)', { phone: '+8613812345678', name: '李敏 (长沙)' }],
    ['+86 138-1234-5678\t李敏', { phone: '+8613812345678', name: '李敏' }],
    ['１３８１２３４５６７８　李敏', { phone: '+8613812345678', name: '李敏' }],
    ['\u202d13812345678\u202c;李敏', { phone: '+8613812345678', name: '李敏' }],
    ['13812345678李敏', { phone: '+8613812345678', name: '李敏' }],
  ])('reads %j', (line, expected) => {
    expect(one(line)).toEqual(expected);
  });

  it('skips empty lines and keeps the later one of two', () => {
    const lines = ['', '13812345678, 甲', '  ', '13812345678, 乙', '13900000000'];
    expect(invitedLines(lines)).toEqual([
      { phone: '+8613812345678', name: '乙' },
      { phone: '+8613900000000', name: '' },
    ]);
  });

  it.each(['李敏', '李敏 13812345678', '1381234567', '138123456789', '12812345678', '13812345678 13900000000', '=1+1'])(
    'refuses %j by its line',
    (line) => {
      let fields: unknown = null;
      try {
        invitedLines(['13812345678', '', line]);
      } catch (error) {
        fields = (error as { details: { fields: unknown } }).details.fields;
      }
      expect(fields).toEqual([{ path: 'lines.3', rule: 'isMobile' }]);
    },
  );

  it('cuts a name that goes on for ever, and takes control characters out', () => {
    expect(one(`13812345678 ${'长'.repeat(60)}`)?.name).toBe('长'.repeat(40));
    expect(one('13812345678 a\u0007b')?.name).toBe('a b');
  });
});
