import type { Page } from 'playwright-core';
import { PHONE } from './browser.js';
import { findings, overflow } from './page-check.js';
import type { SignedInPerson } from './people.js';
import { until } from './until.js';
import type { Windows } from './windows.js';

/** A page in a state that people come upon. */
export interface ShownPage {
  name: string;
  who: () => SignedInPerson;
  path: () => string;
  /** What is pressed before one looks. */
  act?: (page: Page) => Promise<unknown>;
}

const CHINESE = /\p{Script=Han}/u;

export const press = (name: RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();

export async function show(windows: Windows, shown: ShownPage, options: Record<string, unknown>): Promise<Page> {
  const page = await windows.open(shown.path(), options, shown.who());
  await page.getByRole('heading', { level: 1 }).or(page.getByRole('alert')).first().waitFor();
  const settle = () => until('everything has come', async () => (await page.locator('.skeleton').count()) === 0);
  await settle();
  await shown.act?.(page);
  await settle();
  return page;
}

/** What is wrong with it: cut off at the side, or something that axe calls serious. */
export async function faultsOf(page: Page): Promise<unknown[]> {
  const cutOff = await overflow(page);
  return [...(cutOff > 0 ? [`${cutOff}px cut off at the side`] : []), ...(await findings(page))];
}

/**
 * On a phone in English: what is cut off, and words that were left in Chinese.
 *
 * @param own what people have written themselves stays as it is
 */
export async function faultsInEnglish(windows: Windows, shown: ShownPage, own: RegExp): Promise<unknown[]> {
  const page = await show(windows, shown, { ...PHONE, locale: 'en' });
  const cutOff = await overflow(page);
  const words = await page.evaluate(() => {
    const texts = [...document.querySelectorAll('#app :is(label, legend, h1, h2, h3, button, th, dt, dd, summary, p)')];
    // The button that changes to the other language bears that language's name.
    return texts.filter((one) => !one.querySelector('[lang]')).map((one) => one.textContent.trim());
  });
  const left = words.filter((word) => CHINESE.test(word) && !own.test(word));
  return [...(cutOff > 0 ? [`${cutOff}px cut off at the side`] : []), ...left];
}
