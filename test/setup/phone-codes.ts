import request from 'supertest';
import type { TestApp } from './app.js';
import type { TestGateway } from './message-gateway.js';

type Browser = ReturnType<typeof request.agent>;

let numbers = 0;

/** A mobile number that no other test of this file uses. */
export function aPhone(): string {
  return `1371${String(1_000_000 + (numbers += 1))}`;
}

/** Settings with which codes go to a gateway of the test. */
export const smsSettings = ({ url }: TestGateway) => ({
  SMS_GATEWAY_URL: url,
  MESSAGE_GATEWAY_SECRET: 'a-shared-secret-of-the-bridge',
});

/** The code that the number was sent last. */
export function codeSentTo(gateway: TestGateway, phone: string): string {
  const messages = gateway.requests.map(({ body }) => JSON.parse(body) as { to: string; params: { code: string } });
  const { params } = messages.findLast(({ to }) => to === `+86${phone}`) ?? {};
  if (!params) throw new Error(`Nothing was sent to ${phone}`);
  return params.code;
}

/** Asks for a code as the page does, and answers it. */
export async function askForCode(browser: Browser, gateway: TestGateway, phone: string): Promise<string> {
  await browser.post('/api/account/phone-codes').send({ phone }).expect(200);
  return codeSentTo(gateway, phone);
}

/** Signs a browser in by phone and code. */
export async function signInByPhone(
  server: TestApp,
  gateway: TestGateway,
  { phone = aPhone(), browser = request.agent(server.url) }: { phone?: string; browser?: Browser } = {},
): Promise<{ browser: Browser; phone: string; accountId: string; personId: string }> {
  const code = await askForCode(browser, gateway, phone);
  const { body } = await browser.post('/api/account/sign-in/phone').send({ phone, code }).expect(200);
  const accountId: string = body.account.id;
  const [row] = await server.database.query<{ person_id: string }>(`SELECT person_id FROM account WHERE id = $1`, [
    accountId,
  ]);
  return { browser, phone, accountId, personId: row?.person_id ?? '' };
}

/** A code that is six digits and not this one. */
export function wrongCode(code: string): string {
  return code === '000000' ? '000001' : '000000';
}
