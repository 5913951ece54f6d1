import type { Browser, Page } from 'playwright-core';
import type { TestApp } from './app.js';
import { newPage } from './browser.js';
import type { SignedInPerson } from './people.js';

/** Of the house, so that the browser keeps the script that it has compiled; and nothing runs there. */
const NOWHERE = '/favicon.svg';

interface Window {
  page: Page;
  /** Its size and language. */
  look: string;
  isFree: boolean;
}

/**
 * Browser windows that stay open for a whole file. A test gets each for itself, without anything that was kept in it
 * before; only the script of the pages is not loaded and compiled anew, which takes longer than most tests.
 */
export class Windows {
  private readonly windows: Window[] = [];

  /** @param onWindow to listen to what goes wrong in it */
  constructor(
    private readonly browser: Browser,
    private readonly server: TestApp,
    private readonly onWindow: (page: Page) => void = () => undefined,
  ) {}

  /** @param options as of a new page; without a person it is somebody unknown who looks */
  async open(path: string, options: Record<string, unknown> = {}, person?: SignedInPerson): Promise<Page> {
    const look = JSON.stringify(options);
    const known = this.windows.find((window) => window.isFree && window.look === look);
    const { page } = known ?? (await this.add(look, options));
    if (known) known.isFree = false;
    if (person) await page.context().addCookies([{ ...person.cookie, url: this.server.url }]);
    await page.goto(new URL(path, this.server.url).href);
    return page;
  }

  /** After a test: nobody looks any more, and what was kept in the browsers is gone. */
  async leave(): Promise<void> {
    const used = this.windows.filter(({ isFree }) => !isFree);
    await Promise.all(used.map(({ page }) => this.forget(page)));
    for (const window of used) window.isFree = true;
  }

  private async add(look: string, options: Record<string, unknown>): Promise<Window> {
    const { page } = await newPage(this.browser, options);
    this.onWindow(page);
    const window = { page, look, isFree: false };
    this.windows.push(window);
    return window;
  }

  private async forget(page: Page): Promise<void> {
    await page.goto(this.server.url + NOWHERE);
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
    await page.emulateMedia({ media: null });
    await page.context().clearCookies();
  }
}
