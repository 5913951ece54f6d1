import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

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

/** Everything that lies in the folder, whether the audience pages load it or an area does. */
async function textsOf(locale: string): Promise<Map<string, string>> {
  const folder = fileURLToPath(new URL(`./${locale}`, import.meta.url));
  const flat = new Map<string, string>();
  for (const file of readdirSync(folder)) {
    const tree = (await import(`./${locale}/${file.replace(/\.ts$/, '.js')}`)) as Tree;
    for (const [key, text] of flatten({ ...tree })) {
      if (flat.has(key)) throw new Error(`${key} stands in two files of ${locale}`);
      flat.set(key, text);
    }
  }
  return flat;
}

const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const chinese = await textsOf('zh-CN');
const english = await textsOf('en');

describe('the two languages', () => {
  it('have the same keys', () => {
    expect(chinese.size).toBeGreaterThan(300);
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
