import { describe, expect, it } from '@jest/globals';
import type { EventQuestion } from '../../contracts/event.contract.js';
import { checkedAnswers } from './registration-answers.js';

const QUESTIONS: EventQuestion[] = [
  { key: 'q1', label: '主要产品', type: 'text', options: [], required: true },
  { key: 'q2', label: '融资用途', type: 'choice', options: ['流动资金', '设备'], required: false },
];

function wrong(answers: Record<string, unknown>): unknown {
  try {
    checkedAnswers(QUESTIONS, answers);
    return null;
  } catch (error) {
    return (error as { details: { fields: unknown } }).details.fields;
  }
}

describe('answers to an event’s own questions', () => {
  it('are kept trimmed, and left out where nothing was said', () => {
    expect(checkedAnswers(QUESTIONS, { q1: ' 五金工具 ', q2: '  ' })).toEqual({ q1: '五金工具' });
    expect(checkedAnswers(QUESTIONS, { q1: '第一行\n第二行', q2: '设备' })).toEqual({
      q1: '第一行\n第二行',
      q2: '设备',
    });
  });

  it.each([
    ['a required one that is missing', {}, [{ path: 'answers.q1', rule: 'required' }]],
    ['a required one of blanks', { q1: '   ' }, [{ path: 'answers.q1', rule: 'required' }]],
    ['a key that nobody asked for', { q1: 'x', q9: 'y' }, [{ path: 'answers.q9', rule: 'unknown' }]],
    ['an inherited name', { q1: 'x', toString: 'y' }, [{ path: 'answers.toString', rule: 'unknown' }]],
    ['an option that is not offered', { q1: 'x', q2: '赌博' }, [{ path: 'answers.q2', rule: 'isIn' }]],
    ['too many characters', { q1: 'x'.repeat(501) }, [{ path: 'answers.q1', rule: 'maxLength' }]],
    ['an object', { q1: { a: 1 } }, [{ path: 'answers.q1', rule: 'isString' }]],
    ['half a character', { q1: 'a\ud800' }, [{ path: 'answers.q1', rule: 'matches' }]],
    ['control characters', { q1: 'a\u0000b' }, [{ path: 'answers.q1', rule: 'matches' }]],
  ])('name %s', (_what, answers, fields) => {
    expect(wrong(answers)).toEqual(fields);
  });

  it('never name more than twenty', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`x${n}`, 'y']));
    expect(wrong(many)).toHaveLength(20);
  });
});
