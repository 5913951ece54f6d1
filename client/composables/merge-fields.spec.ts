import { describe, expect, it } from '@jest/globals';
import { mergeFields } from './merge-fields.js';

const base = {
  title: '融资对接会',
  summary: '',
  capacity: 100 as number | null,
  questions: [{ key: 'q1', label: '需求' }],
};

describe('two people who changed the same event', () => {
  it('both keep what only they have touched', () => {
    const mine = { ...base, summary: '银行在线答疑' };
    const theirs = { ...base, capacity: 200 };
    expect(mergeFields(base, mine, theirs)).toEqual({
      merged: { ...base, summary: '银行在线答疑', capacity: 200 },
      both: [],
    });
  });

  it('what both have touched stays as I typed it, and is named', () => {
    const mine = { ...base, title: '融资对接会（衡阳）' };
    const theirs = { ...base, title: '衡阳融资对接会' };
    expect(mergeFields(base, mine, theirs)).toEqual({ merged: mine, both: ['title'] });
  });

  it('the same change twice is no conflict', () => {
    const changed = { ...base, questions: [] };
    expect(mergeFields(base, changed, { ...base, questions: [] }).both).toEqual([]);
  });
});
