import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const css = readFileSync(fileURLToPath(new URL('./tokens.css', import.meta.url)), 'utf8');

function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name ?? '', value ?? '']),
  );
}

/** WCAG 2.1, relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const light = tokensOf(':root');
const themes = { light, dark: new Map([...light, ...tokensOf("[data-theme='dark']")]) };

/** Text on its ground, as components use them. */
const PAIRS: [text: string, ...grounds: string[]][] = [
  ['ink', 'paper', 'surface', 'primary-tint', 'warn-tint', 'bad-tint', 'live-tint'],
  ['ink-2', 'paper', 'surface', 'primary-tint', 'warn-tint', 'bad-tint'],
  ['ink-3', 'paper', 'surface'],
  ['primary', 'paper', 'surface', 'primary-tint'],
  ['on-primary', 'primary'],
  ['live', 'paper', 'surface', 'live-tint'],
  ['on-live', 'live'],
  ['on-action', 'action'],
  ['ok', 'surface', 'ok-tint'],
  ['warn', 'surface'],
  ['bad', 'surface', 'bad-tint'],
  ['stage-ink', 'stage'],
  ['stage-ink-2', 'stage'],
];

describe.each(Object.entries(themes))('text in the %s theme', (_name, tokens) => {
  it.each(PAIRS)('%s can be read on its grounds', (text, ...grounds) => {
    for (const ground of grounds) {
      const ratio = contrast(tokens.get(text) ?? '', tokens.get(ground) ?? '');
      expect({ ground, readable: ratio >= 4.5, ratio }).toMatchObject({ ground, readable: true });
    }
  });
});
