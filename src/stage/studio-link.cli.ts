import { parseArgs } from 'node:util';
import pg from 'pg';
import { Links } from '../accounts/links.js';
import { readConfig } from '../config.js';
import { SESSION_LINK_PURPOSES, type SessionLinkPurpose } from '../contracts/vocabulary.js';
import { Clock } from '../infra/clock.js';
import { isId } from '../infra/id.js';
import { SignedTokens } from '../infra/signed-token.js';
import { linkAddress } from './link-address.js';

const USAGE = `npm run studio-link -- <session> [--hours 12] [--purpose host|speaker|viewer]
  生成一场次的主持入口 (host)、嘉宾入口 (speaker) 或凭链接观看的入口 (viewer)
  Prints the signed address that lets its holder run (host), speak in (speaker) or watch (viewer) a session.
npm run studio-link -- --list
  列出场次 / lists the sessions`;

interface SessionLine {
  id: string;
  state: string;
  title: string;
}

async function sessions(databaseUrl: string): Promise<SessionLine[]> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return (await client.query<SessionLine>('SELECT id, state, title FROM session ORDER BY starts_at')).rows;
  } finally {
    await client.end();
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      hours: { type: 'string', default: '12' },
      purpose: { type: 'string', default: 'host' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const config = readConfig(process.env);
  if (values.list) {
    for (const { id, state, title } of await sessions(config.databaseUrl)) console.log(`${id}  ${state}  ${title}`);
    return 0;
  }
  const [session] = positionals;
  const hours = Number(values.hours);
  const purpose = values.purpose as SessionLinkPurpose;
  if (values.help || !isId(session) || !(hours > 0 && hours <= 24 * 366) || !SESSION_LINK_PURPOSES.includes(purpose)) {
    console.log(USAGE);
    return values.help ? 0 : 1;
  }
  const known = (await sessions(config.databaseUrl)).some(({ id }) => id === session);
  if (!known) {
    console.error(`没有这个场次 / no such session: ${session}`);
    return 1;
  }
  const links = new Links(new SignedTokens(config, new Clock()));
  const { token, expiresAt } = links.issue(purpose, session, Math.round(hours * 3600));
  console.log(linkAddress(config.publicUrl, purpose, session, token));
  console.log(`有效至 / valid until ${expiresAt.toISOString()}`);
  return 0;
}

process.exitCode = await main();
