import { createI18n } from 'vue-i18n';
import type { Locale } from '../../src/contracts/index.js';
import { LOCALES } from '../../src/contracts/vocabulary.js';
import { speakTo } from '../connection/http.js';
import { recall, remember } from '../state/remembered.js';
import { fetchArea } from './areas.js';
import type { Area } from './areas.js';
import { zhCN } from './zh-CN.js';
import type { Messages } from './zh-CN.js';

export const i18n = createI18n<[Messages], Locale, false>({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zhCN } as Record<Locale, Messages>,
});

const isLocale = (value: unknown): value is Locale => LOCALES.includes(value as Locale);

/** Areas that a page has asked for; a change of language brings them along. */
const wanted = new Set<Area>();
/** What has arrived, as `locale area`. */
const arrived = new Set<string>();

async function fetchTexts(area: Area, locale: Locale): Promise<void> {
  const name = `${locale} ${area}`;
  if (arrived.has(name)) return;
  i18n.global.mergeLocaleMessage(locale, await fetchArea(area, locale));
  arrived.add(name);
}

async function fetchEnglish(): Promise<void> {
  if (!arrived.has('en')) i18n.global.mergeLocaleMessage('en', (await import('./en.js')).en);
  arrived.add('en');
}

/** The texts of these areas in the reader's language; settled when they can be shown. */
export async function loadTexts(areas: readonly Area[]): Promise<void> {
  for (const area of areas) wanted.add(area);
  await Promise.all(areas.map((area) => fetchTexts(area, i18n.global.locale.value)));
}

/** English travels only to those who read it. */
export async function setLocale(locale: Locale): Promise<void> {
  await Promise.all([locale === 'en' ? fetchEnglish() : null, ...[...wanted].map((area) => fetchTexts(area, locale))]);
  i18n.global.locale.value = locale;
  document.documentElement.lang = locale;
  speakTo(locale);
  remember('locale', locale);
}

/** The remembered language; else English only for a browser that does not speak Chinese at all. */
export function preferredLocale(): Locale {
  const speaksChinese = navigator.languages.some((language) => language.toLowerCase().startsWith('zh'));
  const isEnglish = navigator.languages[0]?.toLowerCase().startsWith('en') ?? false;
  return recall<Locale>('locale', isLocale, isEnglish && !speaksChinese ? 'en' : 'zh-CN');
}
