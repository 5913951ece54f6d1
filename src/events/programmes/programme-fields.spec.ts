import { describe, expect, it } from '@jest/globals';
import type { ProgrammeField } from '../../contracts/programme.contract.js';
import { programmeFieldFaults } from './programme-fields.js';

const FINANCING: ProgrammeField[] = [
  { key: 'term', label: '期限', type: 'choice', options: ['一年', '三年'], required: true },
  { key: 'amount', label: '金额', type: 'number', options: [], required: false },
  { key: 'use', label: '用途', type: 'text', options: [], required: false },
];
const faults = (values: Record<string, unknown>, complete = false) =>
  programmeFieldFaults(FINANCING, values, { complete });

describe('values of a programme’s own fields', () => {
  it('accepts what the programme defines, in a draft also what is not filled in yet', () => {
    expect(faults({ term: '一年', amount: '50.5', use: '' })).toEqual([]);
    expect(faults({})).toEqual([]);
  });

  it('asks for required ones when it is to be published; blanks do not fill them in', () => {
    const missing = [{ path: 'programmeFields.term', rule: 'required' }];
    expect(faults({}, true)).toEqual(missing);
    expect(faults({ term: '  ' }, true)).toEqual(missing);
    expect(faults({ term: '三年' }, true)).toEqual([]);
  });

  it.each([
    ['an option that is not in the list', { term: '两年' }, 'isIn'],
    ['a number that is none', { amount: '很多' }, 'isNumber'],
    ['a text that is too long', { use: 'x'.repeat(201) }, 'maxLength'],
    ['something else than a text', { use: { a: 1 } }, 'isString'],
    ['half of a character', { use: '\ud83d' }, 'isString'],
    ['a key that the programme does not know', { colour: '红' }, 'unknown'],
    ['a name of every object', { toString: 'x' }, 'unknown'],
  ])('refuses %s', (_name, values, rule) => expect(faults(values)).toMatchObject([{ rule }]));
});
