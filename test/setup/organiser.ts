import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Role } from '../../src/contracts/vocabulary.js';
import { newId } from '../../src/infra/id.js';
import type { TestApp } from './app.js';
import { newPage } from './browser.js';
import { addOrganisation, signedIn, type SignedInPerson } from './people.js';

export interface Organiser extends SignedInPerson {
  windowId: string;
}

/** Somebody who plans events for a window of their own. */
export async function addOrganiser(
  server: TestApp,
  {
    role = 'organiser',
    name = '王雅琴',
    window = '衡阳市窗口平台',
  }: { role?: Role; name?: string; window?: string } = {},
): Promise<Organiser> {
  const windowId = await addOrganisation(server, { level: 'city', name: window });
  return { ...(await signedIn(server, { role, organisationId: windowId, name })), windowId };
}

/** A browser in which that person is signed in. */
export async function openAs(
  browser: Browser,
  server: TestApp,
  person: SignedInPerson,
  path: string,
  options: Record<string, unknown> = {},
): Promise<{ page: Page; context: BrowserContext }> {
  const { page, context } = await newPage(browser, options);
  await context.addCookies([{ ...person.cookie, url: server.url }]);
  await page.goto(`${server.url}${path}`);
  return { page, context };
}

/** A programme with one field that its events must fill in. */
export async function addProgramme(server: TestApp, ownerId: string, name = '融资服务'): Promise<string> {
  const id = newId();
  const fields = [
    { key: 'security', label: '担保方式', type: 'choice', options: ['信用', '抵押', '保证'], required: true },
    { key: 'term', label: '期限（月）', type: 'number', options: [], required: false },
  ];
  await server.database.query(
    `INSERT INTO programme (id, slug, name, summary, description, fields, owner_id, created_at)
     VALUES ($1, $2, $3, '银企对接', '', $4, $5, now())`,
    [id, `p-${id.slice(-12)}`, name, JSON.stringify(fields), ownerId],
  );
  return id;
}

/** An agency below a window, with one service. */
export async function addAgency(
  server: TestApp,
  { name, service, parentId }: { name: string; service: string; parentId?: string },
): Promise<string> {
  const id = await addOrganisation(server, { kind: 'agency', name, ...(parentId && { parentId }) });
  await server.database.query(
    `INSERT INTO service_item (id, organisation_id, name, category, summary, price, created_at)
     VALUES ($1, $2, $3, 'law', '', '免费', now())`,
    [newId(), id, service],
  );
  return id;
}
