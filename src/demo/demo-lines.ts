import type { INestApplication } from '@nestjs/common';
import { Links } from '../accounts/links.js';
import type { Config } from '../config.js';
import { linkAddress } from '../stage/link-address.js';
import { DEMO_LIVE } from './demo-data.js';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from './demo-people.js';
import { Demo } from './demo.module.js';

const LINK_TTL_SECONDS = 12 * 60 * 60;

/** What the start script prints below the address: where to look first, and the link to run a session oneself. */
export function demoLines(app: INestApplication, config: Config): string[] {
  const { trialSessionId } = app.get(Demo, { strict: false });
  const lines = [`正在直播 / live now:  ${config.publicUrl}/s/${DEMO_LIVE.id}`];
  if (trialSessionId) {
    const { token } = app.get(Links, { strict: false }).issue('host', trialSessionId, LINK_TTL_SECONDS);
    lines.push(
      `试播 (12 小时内有效) / run a session yourself (12 h):  ${linkAddress(config.publicUrl, 'host', trialSessionId, token)}`,
    );
  }
  const logins = DEMO_ACCOUNTS.map(({ login }) => login).join(', ');
  lines.push(
    `登录 / sign in:  ${config.publicUrl}/sign-in`,
    `账号 / accounts:  ${logins}`,
    `密码 / password:  ${DEMO_PASSWORD}`,
  );
  return lines;
}
