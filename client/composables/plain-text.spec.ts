import { describe, expect, it } from '@jest/globals';
import { textBlocks } from './plain-text.js';

describe('a text of headings, paragraphs and lists', () => {
  it('falls into its blocks', () => {
    const text = '# 我们收集什么\n手机号,\n只用于登录。\n\n- 姓名\n- 企业\r\n\r\n结尾';
    expect(textBlocks(text)).toEqual([
      { kind: 'heading', text: '我们收集什么' },
      { kind: 'paragraph', text: '手机号,\n只用于登录。' },
      { kind: 'list', items: ['姓名', '企业'] },
      { kind: 'paragraph', text: '结尾' },
    ]);
  });

  it('keeps what looks like HTML as words', () => {
    expect(textBlocks('<b>x</b>')).toEqual([{ kind: 'paragraph', text: '<b>x</b>' }]);
  });
});
