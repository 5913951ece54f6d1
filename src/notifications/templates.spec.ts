import { describe, expect, it } from '@jest/globals';
import { NOTICE_KINDS, ROLES } from '../contracts/vocabulary.js';
import { timeWord, withLink, wordsOf } from './message-text.js';
import { type MessageTemplate, TEMPLATES, templateOf } from './templates.js';

/** Values as an organiser of Hunan would have typed them. */
const SAMPLES = {
  text: '湘潭市窗口平台',
  count: 30,
  time: '2026-11-25T06:30:00.000Z',
  role: 'organiser',
  answer: 'accepted',
  url: 'https://yunqiao.example.cn/join/abc',
} as const;

const NAMES = Object.keys(TEMPLATES) as MessageTemplate[];

function textOf(name: MessageTemplate, locale: 'zh-CN' | 'en', given?: Record<string, unknown>): string {
  const { params, wording } = templateOf(name);
  const samples = Object.fromEntries(Object.entries(params).map(([key, kind]) => [key, SAMPLES[kind]]));
  return wording[locale].text(wordsOf(params, given ?? samples, locale));
}

describe('what persons are told', () => {
  it('every kind of notice has its words, and a code is never kept as a notice', () => {
    expect([...NAMES].sort()).toEqual([...NOTICE_KINDS, 'sign_in_code'].sort());
    expect(NOTICE_KINDS).not.toContain('sign_in_code');
  });

  it.each(NAMES)('%s: complete in both languages', (name) => {
    const { params, wording } = templateOf(name);
    for (const locale of ['zh-CN', 'en'] as const) {
      const text = textOf(name, locale);
      expect(text).not.toMatch(/undefined|null|NaN|\[object|Invalid/);
      expect(text.length).toBeGreaterThan(8);
      expect(text).toBe(text.trim());
      expect(wording[locale].subject).toMatch(/\S{4}/);
    }
    expect(textOf(name, 'zh-CN') + wording['zh-CN'].subject).not.toMatch(/[a-z]/i);
    expect(textOf(name, 'en').replaceAll(SAMPLES.text, '') + wording.en.subject).not.toMatch(/\p{Script=Han}/u);
    for (const [key, kind] of Object.entries(params)) {
      if (kind === 'url') continue;
      const word = wordsOf(params, { [key]: SAMPLES[kind] }, 'zh-CN')[key];
      expect(textOf(name, 'zh-CN')).toContain(word);
    }
  });

  it.each(NAMES)('%s: a parameter that an older version did not store leaves no hole with a word in it', (name) => {
    for (const locale of ['zh-CN', 'en'] as const) {
      expect(textOf(name, locale, {})).not.toMatch(/undefined|null|NaN|Invalid/);
    }
  });

  it('times are those of Beijing, whatever the server’s zone', () => {
    expect(timeWord('2026-11-25T06:30:00Z', 'zh-CN')).toBe('11月25日 14:30');
    expect(timeWord('2026-11-25T06:30:00Z', 'en')).toBe('25 Nov 14:30 (Beijing time)');
    expect(timeWord('2026-12-31T16:05:00Z', 'zh-CN')).toBe('1月1日 00:05');
    expect(timeWord('2026-12-31T16:05:00Z', 'en')).toBe('1 Jan 00:05 (Beijing time)');
  });

  it('a reason or a new time that there is not leaves a whole sentence', () => {
    expect(textOf('session_cancelled', 'zh-CN', { title: '融资对接会', reason: '' })).toBe(
      '很抱歉, 您报名的“融资对接会”已取消',
    );
    const postponed = { title: '融资对接会', from: SAMPLES.time, to: null };
    expect(textOf('session_postponed', 'zh-CN', postponed)).toContain('新时间另行通知');
    expect(textOf('session_postponed', 'en', postponed)).toContain('we will tell you the new time');
  });

  it('a title cannot bring lines of its own into a message, nor fill it', () => {
    const [title, long] = ['对接会\r\nBcc: all@example.cn\u2028下一行', '长'.repeat(5_000)];
    expect(textOf('handed_over', 'zh-CN', { what: title, from: '李敏' })).not.toMatch(/[\r\n\u2028]/);
    expect(textOf('handed_over', 'zh-CN', { what: long, from: '李敏' }).length).toBeLessThan(300);
  });

  it('every role has a word in both languages', () => {
    for (const role of ROLES) {
      const params = { organisation: '湘潭市窗口平台', role };
      expect(textOf('invitation_member', 'zh-CN', params)).toMatch(/担任\p{Script=Han}{4,}$/u);
      expect(textOf('invitation_member', 'en', params)).toMatch(/join as [a-z ]{5,}$/);
    }
  });

  it('a link stands at the end, where phones make it a link', () => {
    expect(withLink('场次即将开始', 'https://yunqiao.example.cn/s/1', 'zh-CN')).toMatch(/: https:\/\/\S+\/s\/1$/);
    expect(withLink('场次即将开始', undefined, 'zh-CN')).toBe('场次即将开始');
  });
});
