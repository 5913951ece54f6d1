import { describe, expect, it } from '@jest/globals';
import { INDUSTRY_CHOICES, LEVEL_CHOICES, PLAN_CHOICES, SIZE_CHOICES } from './import-choices.js';
import { LineReader } from './line-reader.js';

const read = <T>(cell: string, by: (reader: LineReader) => T) => {
  const reader = new LineReader({ cell });
  return { value: by(reader), rules: reader.errors.map(({ rule }) => rule) };
};

describe('a cell', () => {
  it.each([
    ['2020-06-30', '2020-06-30'],
    ['2020/6/3', '2020-06-03'],
    ['2020.06.30', '2020-06-30'],
    ['2020年6月30日', '2020-06-30'],
    ['', null],
  ])('the date %j', (cell, value) => {
    expect(read(cell, (reader) => reader.date('cell'))).toEqual({ value, rules: [] });
  });

  it.each(['2020-02-30', '2021-02-29', '30.6.2020', '2020-13-01', '昨天', '2020-00-00'])('%j is no date', (cell) => {
    expect(read(cell, (reader) => reader.date('cell'))).toEqual({ value: null, rules: ['date'] });
  });

  it.each(['0734-8552222', '13812345678', '+86 138 1234 5678', '8552222', '400-123-4567', '０７３４－８５５２２２２'])(
    '%j is a telephone number',
    (cell) => {
      expect(read(cell.replaceAll(' ', ''), (reader) => reader.telephone('cell')).rules).toEqual([]);
    },
  );

  it('several numbers are numbers', () => {
    expect(read('0734-8552222、13812345678', (reader) => reader.telephone('cell')).rules).toEqual([]);
    expect(read('0734-8552222/电话', (reader) => reader.telephone('cell')).rules).toEqual(['telephone']);
  });

  it.each(['无', '138', '=1+1', '1234567890123'])('%j is no telephone number', (cell) => {
    expect(read(cell, (reader) => reader.telephone('cell')).rules).toEqual(['telephone']);
  });

  it.each([
    ['', 'required'],
    ['9135', 'credit_code_form'],
    ['91350100M000100Y4A', 'credit_code_check'],
    ['914403001922038000', 'credit_code_check'],
  ])('the credit code %j: %s', (cell, rule) => {
    expect(read(cell, (reader) => reader.creditCode('cell')).rules).toEqual([rule]);
  });

  it('a year, an area code', () => {
    expect(read('2020年', (reader) => reader.year('cell')).value).toBe(2020);
    expect(read('20', (reader) => reader.year('cell')).rules).toEqual(['year']);
    expect(read('430422', (reader) => reader.areaCode('cell')).value).toBe('430422');
    expect(read('43042', (reader) => reader.areaCode('cell')).rules).toEqual(['area_code']);
  });

  it('words for choices', () => {
    const choose = <T>(cell: string, words: ReadonlyMap<string, T>) => read(cell, (r) => r.choice('cell', words));
    expect(choose('农林牧渔业', INDUSTRY_CHOICES).value).toBe('A');
    expect(choose('c', INDUSTRY_CHOICES).value).toBe('C');
    expect(choose('C 制造业', INDUSTRY_CHOICES).value).toBe('C');
    expect(choose('小型企业', SIZE_CHOICES).value).toBe('small');
    expect(choose('园区', LEVEL_CHOICES).value).toBe('county');
    expect(choose('计划外', PLAN_CHOICES)).toEqual({ value: false, rules: [] });
    expect(choose('__proto__', SIZE_CHOICES)).toEqual({ value: null, rules: ['choice'] });
    expect(choose('', SIZE_CHOICES)).toEqual({ value: null, rules: [] });
  });

  it('a text that is needed, and one that is too long', () => {
    expect(read('', (reader) => reader.text('cell', 2, 4)).rules).toEqual(['required']);
    expect(read('五个字太长', (reader) => reader.text('cell', 2, 4)).rules).toEqual(['length']);
  });
});
