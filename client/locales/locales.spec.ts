import { describe, expect, it } from '@jest/globals';
import { en } from './en.js';
import { zhCN } from './zh-CN.js';

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const path = prefix + key;
    if (typeof value === 'string') flat.set(path, value);
    else for (const [inner, text] of flatten(value, `${path}.`)) flat.set(inner, text);
  }
  return flat;
}

const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const chinese = flatten(zhCN);
const english = flatten(en);

describe('the two languages', () => {
  it('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it('fill in the same values', () => {
    for (const [key, text] of chinese) {
      expect({ key, slots: slots(english.get(key) ?? '') }).toEqual({ key, slots: slots(text) });
    }
  });

  it('leave nothing empty', () => {
    for (const [key, text] of [...chinese, ...english])
      expect({ key, empty: text.trim() === '' }).toEqual({ key, empty: false });
  });

  it('leave no Chinese in English, but for the name of the other language', () => {
    const left = [...english].filter(([key, text]) => !key.startsWith('app.language') && /\p{Script=Han}/u.test(text));
    expect(left).toEqual([]);
  });
});
