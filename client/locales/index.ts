import { createI18n } from 'vue-i18n';
import type { Locale } from '../../src/contracts/index.js';
import { LOCALES } from '../../src/contracts/vocabulary.js';
import { speakTo } from '../connection/http.js';
import { recall, remember } from '../state/remembered.js';
import { zhCN } from './zh-CN.js';
import type { Messages } from './zh-CN.js';

export const i18n = createI18n<[Messages], Locale, false>({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zhCN } as Record<Locale, Messages>,
});

const isLocale = (value: unknown): value is Locale => LOCALES.includes(value as Locale);

/** English travels only to those who read it. */
export async function setLocale(locale: Locale): Promise<void> {
  if (locale === 'en') i18n.global.setLocaleMessage('en', (await import('./en.js')).en);
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
