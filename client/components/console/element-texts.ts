// English is in Element Plus's own code anyway, as what it falls back to.
import english from 'element-plus/es/locale/lang/en';
import type { Language } from 'element-plus/es/locale';
import type { Locale } from '../../../src/contracts/index.js';

/** The words of Element Plus's own parts: date pickers, pages of tables, empty lists. */
export async function elementTexts(locale: Locale): Promise<Language> {
  if (locale === 'en') return english;
  // Its calendars take the first day of the week from dayjs: Monday in Chinese.
  const [texts] = await Promise.all([import('element-plus/es/locale/lang/zh-cn'), import('dayjs/locale/zh-cn.js')]);
  return texts.default;
}
