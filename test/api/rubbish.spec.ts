import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response, type Test } from 'supertest';
import { permits, type Right } from '../../src/contracts/rights.js';
import {
  ADMIN_ROLES,
  ERROR_STATUS,
  type ErrorCode,
  MEMBER_ROLES,
  type OrganisationKind,
  type Role,
  ROLES,
} from '../../src/contracts/vocabulary.js';
import type { ResourceKind } from '../../src/infra/resources.js';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganisation, signedIn, type SignedInPerson } from '../setup/people.js';
import { PDF } from '../setup/pictures.js';
import { addRowsOf } from '../setup/rows.js';
import { type Route, routesOf } from '../setup/routes.js';
import { BODIES, fieldsOf, RUBBISH, sampleOf, SEGMENTS, type Shape, shapeOf } from '../setup/rubbish.js';

/**
 * Every route gets rubbish from everybody: whoever may not reach it a little, whoever may all of it, one field after the
 * other in a request that is right otherwise. Whatever it is, the answer is a typed error (or the thing is done), never
 * a failure of the server, and a refusal has written nothing.
 */
type Who = Role | 'nobody' | 'no role';

/** Ends what the following requests stand on; what it takes is tried by nobody in particular. */
const ENDS_THE_CALLER = new Set(['POST /api/account/sign-out', 'DELETE /api/account']);
const AT_ONCE = 8;
/** Written by refusals (audit, newcomers) or by jobs of what was done before. */
const NOT_COUNTED = /^(?:audit_|notice|session_reminder|import_line|activity|person$|idempotency_key)/;

let server: TestApp;
let routes: Route[];
const people = new Map<Who, SignedInPerson | null>();
const homes = new Map<OrganisationKind, string>();
const rows = new Map<string, Record<ResourceKind, string>>();

beforeAll(async () => {
  server = await startTestApp({
    LIMIT_REQUESTS_PER_MINUTE: '1000000',
    LIMIT_REQUESTS_PER_MINUTE_PER_ADDRESS: '1000000',
  });
  routes = routesOf(server).filter(({ path }) => path.startsWith('/api') || path.startsWith('/streams'));
  const city = await addOrganisation(server, { level: 'city' });
  const county = await addOrganisation(server, { level: 'county', parentId: city });
  homes.set('window', city);
  for (const kind of ['agency', 'enterprise'] as const) {
    homes.set(kind, await addOrganisation(server, { kind, parentId: county }));
  }
  for (const id of homes.values()) rows.set(id, await addRowsOf(server, id));
  for (const role of ROLES) {
    const organisationId = homeOf(role);
    people.set(role, await signedIn(server, { name: role, role, ...(organisationId && { organisationId }) }));
  }
  people.set('no role', await signedIn(server, { name: 'no role' }));
  people.set('nobody', null);
  await prepareCounts();
}, 120_000);
afterAll(() => server.close());

function kindOf(role: Role): OrganisationKind | null {
  const kinds = Object.entries(MEMBER_ROLES) as [OrganisationKind, readonly string[]][];
  return kinds.find(([, members]) => members.includes(role))?.[0] ?? null;
}

function homeOf(role: Who): string | undefined {
  if (role === 'nobody' || role === 'no role') return homes.get('window');
  const kind = kindOf(role);
  return kind ? homes.get(kind) : undefined;
}

/** Counts every table; a function, because to plan it takes ten times as long as to count. */
async function prepareCounts(): Promise<void> {
  const tables = await server.database.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
  );
  const counted = tables.map(({ name }) => name).filter((name) => !NOT_COUNTED.test(name));
  const texts = counted.map((name) => `'${name} ' || (SELECT count(*) FROM "${name}")`).join(', ');
  await server.database.query(
    `CREATE FUNCTION counts() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN concat_ws(', ', ${texts}); END $$`,
  );
}

async function counts(): Promise<string> {
  const [row] = await server.database.query<{ counts: string }>('SELECT counts() AS counts');
  return row?.counts ?? '';
}

/** Who gets all of the rubbish: somebody who reaches the handler, on a row of the own organisation. */
function reachedBy({ rule }: Route): Who[] {
  if (rule.scope === 'public') return ['nobody', 'no role'];
  if (rule.scope === 'self') return ['no role'];
  const right = rule.name as Right;
  const may = (role: Role) => {
    const isAdmin = (ADMIN_ROLES as readonly string[]).includes(role);
    const path = isAdmin || rule.scope === 'platform' ? '/' : `/${homeOf(role)}/`;
    return permits(right, role, isAdmin ? '/' : path, path);
  };
  return rule.scope === 'platform' || 'of' in rule ? ROLES.filter(may).slice(-1) : [];
}

type Send = { what: string; call: () => Test };

class Tries {
  private readonly agent;
  private readonly ids: Partial<Record<string, string>>;

  constructor(
    who: Who,
    private readonly route: Route,
    private readonly shape: Shape,
  ) {
    this.agent = people.get(who)?.agent ?? request(server.url);
    const own = rows.get(homeOf(who) ?? homes.get('window') ?? '');
    this.ids = { ...own, windowId: homes.get('window'), organisationId: homes.get('agency') };
  }

  /** A little of everything; for who is refused anyway. */
  few(): Send[] {
    return [...this.all()].filter((_, index) => index % 40 === 0).slice(0, 3);
  }

  all(): Send[] {
    return [...this.addresses(), ...this.queries(), ...this.keys(), ...this.contents()];
  }

  private addresses(): Send[] {
    const names = [...this.route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
    return names.flatMap((name) =>
      SEGMENTS.map((segment) => ({
        what: `${name}=${segment.slice(0, 40)}`,
        call: () => this.filled(this.agent[this.route.method](this.address({ [name]: segment }))),
      })),
    );
  }

  private queries(): Send[] {
    const { query, named } = this.shape;
    const sample = query ? sampleOf(query, this.ids) : {};
    return [...(query ? fieldsOf(query) : []), ...named]
      .flatMap((field) => [
        ...RUBBISH.filter((value) => typeof value === 'string').map((value) => ({ ...sample, [field]: value })),
        { ...sample, [field]: ['a', 'b'] },
        { ...sample, [`${field}[x]`]: '1' },
      ])
      .map((given) => ({
        what: `?${JSON.stringify(given).slice(0, 150)}`,
        call: () => this.filled(this.agent[this.route.method](`${this.address()}?${queryText(given)}`)),
      }));
  }

  private keys(): Send[] {
    if (this.route.method === 'get') return [];
    return ['x', 'é'.repeat(9), 'x'.repeat(200)].map((key) => ({
      what: `Idempotency-Key ${key.slice(0, 20)}`,
      call: () => this.filled(this.agent[this.route.method](this.address()).set('Idempotency-Key', encodeURI(key))),
    }));
  }

  private contents(): Send[] {
    if (this.route.method === 'get') return [];
    const whole = BODIES.map((body) => ({
      what: `body ${body.slice(0, 60)}`,
      call: () => this.to().set('Content-Type', 'application/json').send(body),
    }));
    const foreign = ['text/plain', 'multipart/form-data; boundary=x', 'application/json; charset=utf-7'].map(
      (type) => ({
        what: `Content-Type ${type}`,
        call: () => this.to().set('Content-Type', type).send('{"a":1}'),
      }),
    );
    return [...whole, ...foreign, ...this.fields()];
  }

  private fields(): Send[] {
    const { body, isForm } = this.shape;
    if (!body) return [];
    const sample = sampleOf(body, this.ids);
    return fieldsOf(body).flatMap((field) =>
      RUBBISH.filter((value) => !isForm || typeof value === 'string').map((value) => ({
        what: `${field}=${JSON.stringify(value)?.slice(0, 80)}`,
        call: () => (isForm ? this.form({ ...sample, [field]: value }) : this.to().send({ ...sample, [field]: value })),
      })),
    );
  }

  /** With a body that is right, where the route wants one. */
  private filled(call: Test): Test {
    const { body, isForm } = this.shape;
    if (this.route.method === 'get' || isForm) return call;
    return call.send(body ? { ...sampleOf(body, this.ids), unknown: 1 } : {});
  }

  private form(fields: Record<string, unknown>): Test {
    const call = this.to().attach(this.route.path.includes('applications') ? 'licence' : 'table', PDF, 'x.pdf');
    return Object.entries(fields).reduce((form, [name, value]) => form.field(name, String(value)), call);
  }

  private to(): Test {
    return this.agent[this.route.method](this.address());
  }

  private address(given: Record<string, string> = {}): string {
    const { rule, path } = this.route;
    const own = 'of' in rule && rule.of ? this.ids[rule.of] : this.ids['session'];
    return path.replace(/:(\w+)/g, (_, name: string) => given[name] ?? own ?? newId());
  }
}

function queryText(given: Record<string, unknown>): string {
  return Object.entries(given)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, String(one)] as const))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`)
    .join('&')
    .slice(0, 8_000);
}

/** What is wrong with an answer; null for one that is as it must be. */
function fault({ status, headers, body }: Response): string | null {
  if (status < 400) return null;
  if (status >= 500) return `${status} ${JSON.stringify(body).slice(0, 200)}`;
  if (!headers['content-type']?.startsWith('application/problem+json')) return `${status} ${headers['content-type']}`;
  const code = (body as { code?: string }).code ?? '';
  if (!Object.hasOwn(ERROR_STATUS, code)) return `${status} without a known code: ${code}`;
  return ERROR_STATUS[code as ErrorCode] === status ? null : `${status} with ${code}`;
}

/** Some at once; where all of them were refused nothing may have been written. */
async function attempt(batch: Send[]): Promise<string[]> {
  const before = await counts();
  const answers = await Promise.all(
    batch.map(async ({ what, call }) => ({ what, response: await call().redirects(0) })),
  );
  const wrong = answers.flatMap(({ what, response }) => {
    const found = fault(response);
    return found ? [`${what}: ${found}`] : [];
  });
  if (answers.some(({ response }) => response.status < 400)) return wrong;
  const after = await counts();
  const wrote =
    after === before ? [] : [`${batch.map(({ what }) => what).join(' | ')} wrote ${difference(before, after)}`];
  return [...wrong, ...wrote];
}

function difference(before: string, after: string): string {
  const known = new Set(before.split(', '));
  return after
    .split(', ')
    .filter((one) => !known.has(one))
    .join(', ');
}

describe('rubbish', () => {
  it('is refused by every route as what it is, and leaves nothing behind', async () => {
    const wrong: Record<string, string[]> = {};
    let sent = 0;
    for (const route of routes) {
      const title = `${route.method.toUpperCase()} ${route.path}`;
      const shape = shapeOf(server, route);
      const chosen = reachedBy(route);
      for (const who of people.keys()) {
        if (ENDS_THE_CALLER.has(title) && who !== 'nobody') continue;
        const tries = new Tries(who, route, shape);
        const sends = chosen.includes(who) ? tries.all() : tries.few();
        for (let at = 0; at < sends.length; at += AT_ONCE) {
          const found = await attempt(sends.slice(at, at + AT_ONCE));
          if (found.length > 0) (wrong[`${title} as ${who}`] ??= []).push(...found);
        }
        sent += sends.length;
      }
    }
    expect(wrong).toEqual({});
    expect(sent).toBeGreaterThan(5_000);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  }, 280_000);
});
