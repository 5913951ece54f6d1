import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../setup/app.js';
import { launchBrowser, newPage } from '../setup/browser.js';
import { addOrganiser, addProgramme, openAs, type Organiser } from '../setup/organiser.js';

let server: TestApp;
let browser: Browser;
let organiser: Organiser;
const opened: Page[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  server = await startTestApp();
  browser = await launchBrowser();
  organiser = await addOrganiser(server);
  await addProgramme(server, organiser.windowId);
}, 60_000);
afterEach(async () => {
  for (const page of opened.splice(0)) await page.context().close();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

async function open(path: string, options: Record<string, unknown> = {}, person = organiser): Promise<Page> {
  const { page } = await openAs(browser, server, person, path, options);
  opened.push(page);
  page.on('console', (line) => line.type() === 'error' && complaints.push(`${path}: ${line.text()}`));
  page.on('pageerror', (error) => complaints.push(`${path}: ${error.message}`));
  return page;
}

/** What one presses to open a choice: the field lies under the words that it shows. */
const select = (page: Page, name: string) =>
  page.locator('.el-select__wrapper').filter({ has: page.getByRole('combobox', { name }) });

describe("an organiser's first session", () => {
  it('is published and on the front page in less than five minutes of clicks', async () => {
    const page = await open('/console');
    let clicks = 0;
    const click = async (target: Locator) => {
      await target.click();
      clicks += 1;
    };
    const begun = Date.now();

    await click(page.getByRole('link', { name: '新建活动' }));
    await click(page.getByLabel('活动名称'));
    await page.keyboard.type('衡阳市中小企业融资对接会', { delay: 60 });
    await click(select(page, '所属专项'));
    await click(page.getByRole('option', { name: '融资服务' }));
    await click(select(page, '担保方式'));
    await click(page.getByRole('option', { name: '信用' }));
    await click(page.getByRole('button', { name: '创建活动' }));
    await page.getByRole('heading', { level: 1, name: /衡阳市中小企业融资对接会/ }).waitFor();
    await click(page.getByRole('button', { name: '发布', exact: true }));
    await page.getByText('已发布，观众现在可以看到了').waitFor();

    const { page: visitor } = await newPage(browser);
    opened.push(visitor);
    await visitor.goto(server.url);
    await visitor.getByText('衡阳市中小企业融资对接会').first().waitFor();
    const seconds = (Date.now() - begun) / 1000;
    console.log(`first session: ${clicks} clicks, ${seconds.toFixed(1)} s`);
    expect(seconds).toBeLessThan(300);
    expect(clicks).toBeLessThanOrEqual(10);
  }, 120_000);
});
