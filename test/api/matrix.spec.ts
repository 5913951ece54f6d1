import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { permits, type Right } from '../../src/contracts/rights.js';
import { ADMIN_ROLES, MEMBER_ROLES, type OrganisationKind, type Role, ROLES } from '../../src/contracts/vocabulary.js';
import type { ResourceKind } from '../../src/infra/resources.js';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganisation, giveRole, signedIn, type SignedInPerson } from '../setup/people.js';
import { addRowsOf } from '../setup/rows.js';
import { type Route, routesOf } from '../setup/routes.js';

/**
 * Every route that asks for a role, tried by every role and by nobody, on a row of one's own organisation, of one below
 * it, of the one above it, and of a foreign one. What is allowed follows from `contracts/rights.ts`; here it is proved
 * that the server does just that.
 */
type Place = 'own' | 'below' | 'above' | 'foreign';
const PLACES: readonly Place[] = ['own', 'below', 'above', 'foreign'];
/** What somebody without a role may send: ways in and out, and a viewer's own doings. */
const OPEN_TO_EVERYBODY = [
  'DELETE /api/events/:id/registration',
  'DELETE /api/sessions/:id/hand',
  'POST /api/account/password-links/redeem',
  'POST /api/account/phone-codes',
  'POST /api/account/sign-in/password',
  'POST /api/account/sign-in/phone',
  'POST /api/account/sign-out',
  'POST /api/events/:id/hall/enter',
  'POST /api/events/:id/registration',
  'POST /api/invitations/open',
  'POST /api/notices/read',
  'POST /api/sessions/:id/beats',
  'POST /api/sessions/:id/code',
  'POST /api/sessions/:id/hand',
  'POST /api/sessions/:id/hand/accept',
  'POST /api/sessions/:id/hand/decline',
  'POST /api/sessions/:id/join',
  'POST /api/stages/:id/enter',
  'POST /api/venues/:id/sign-in',
];
/** Refusals of the policies; everything else means that the handler was reached. */
const REFUSALS = new Set(['access.denied', 'access.sign_in_required', 'access.totp_required']);

let server: TestApp;
let routes: Route[];
const people = new Map<Role | 'nobody' | 'no role', SignedInPerson | null>();
/** Rows of each kind, by the organisation that owns them. */
const rows = new Map<string, Record<ResourceKind, string>>();
const places = new Map<OrganisationKind | 'platform', Record<Place, string>>();
const paths = new Map<string, string>();

beforeAll(async () => {
  server = await startTestApp({ LIMIT_REQUESTS_PER_MINUTE: '100000' });
  routes = routesOf(server);
  await plant();
  for (const role of ROLES) {
    const person = await signedIn(server, { name: role });
    await giveRole(server, person.accountId, role, homeOf(role));
    people.set(role, person);
  }
  people.set('no role', await signedIn(server, { name: 'no role' }));
  people.set('nobody', null);
}, 120_000);
afterAll(() => server.close());

/** A province with two branches: city, county, agency, enterprise; and rows that belong to each of them. */
async function plant(): Promise<void> {
  const province = await addOrganisation(server, { level: 'province' });
  const branch = async () => {
    const city = await addOrganisation(server, { level: 'city', parentId: province });
    const county = await addOrganisation(server, { level: 'county', parentId: city });
    const agency = await addOrganisation(server, { kind: 'agency', parentId: county });
    const enterprise = await addOrganisation(server, { kind: 'enterprise', parentId: county });
    return { city, county, agency, enterprise };
  };
  const [mine, other] = [await branch(), await branch()];
  places.set('window', { own: mine.city, below: mine.county, above: province, foreign: other.county });
  places.set('agency', { own: mine.agency, below: mine.agency, above: mine.county, foreign: other.agency });
  places.set('enterprise', {
    own: mine.enterprise,
    below: mine.enterprise,
    above: mine.county,
    foreign: other.enterprise,
  });
  places.set('platform', { own: province, below: mine.city, above: province, foreign: other.county });
  for (const id of [province, ...Object.values(mine), ...Object.values(other)]) {
    rows.set(id, await addRowsOf(server, id));
    const [row] = await server.database.query<{ path: string }>(`SELECT path FROM organisation WHERE id = $1`, [id]);
    paths.set(id, row?.path ?? '');
  }
}

function kindOf(role: Role): OrganisationKind | 'platform' {
  const kinds = Object.entries(MEMBER_ROLES) as [OrganisationKind, readonly string[]][];
  return kinds.find(([, members]) => members.includes(role))?.[0] ?? 'platform';
}

function homeOf(role: Role): string | undefined {
  return (ADMIN_ROLES as readonly string[]).includes(role) ? undefined : places.get(kindOf(role))?.own;
}

interface Cell {
  role: Role | 'nobody' | 'no role';
  place: Place;
  allowed: boolean;
}

/** The whole row of one route: who may, and who may not. */
function cellsOf({ rule }: Route): Cell[] {
  const everybody = [...people.keys()];
  if (rule.scope === 'self') return everybody.map((role) => ({ role, place: 'own', allowed: role !== 'nobody' }));
  return everybody.flatMap((role) =>
    PLACES.map((place) => ({
      role,
      place,
      allowed: role !== 'nobody' && role !== 'no role' && mayReach(rule, role, place),
    })),
  );
}

function mayReach(rule: Route['rule'], role: Role, place: Place): boolean {
  if (!(rule.scope === 'platform' || 'of' in rule)) return false;
  const grantPath = kindOf(role) === 'platform' ? '/' : (paths.get(homeOf(role) ?? '') ?? '');
  const rowPath = rule.scope === 'platform' ? '/' : (paths.get(idAt(role, place)) ?? '');
  return permits(rule.name as Right, role, grantPath, rowPath);
}

function idAt(role: Cell['role'], place: Place): string {
  const kind = role === 'nobody' || role === 'no role' ? 'window' : kindOf(role);
  return places.get(kind)?.[place] ?? '';
}

function addressOf({ path, rule }: Route, { role, place }: Cell): string {
  const kind = 'of' in rule ? rule.of : undefined;
  const param = 'param' in rule ? rule.param : '';
  const subject = kind ? rows.get(idAt(role, place))?.[kind] : undefined;
  return path.replace(/:(\w+)/g, (_, name: string) => (name === param && subject ? subject : newId()));
}

async function isRefused(route: Route, cell: Cell): Promise<boolean> {
  const agent = people.get(cell.role)?.agent ?? request(server.url);
  const call = agent[route.method](addressOf(route, cell));
  const answer = await (route.method === 'get' ? call : call.send({}));
  return (answer.status === 401 || answer.status === 403) && REFUSALS.has(answer.body?.code as string);
}

async function wrongCells(route: Route, cells: Cell[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const cell of cells) {
    if ((await isRefused(route, cell)) === cell.allowed) {
      wrong.push(`${cell.role} on ${cell.place}: ${cell.allowed ? 'refused' : 'let in'}`);
    }
  }
  return wrong;
}

describe('the matrix of roles and routes', () => {
  it('holds for every cell', async () => {
    const guarded = routes.filter(({ rule }) => rule.scope !== 'public' && !(rule.scope === 'party' && !rule.of));
    expect(guarded.length).toBeGreaterThan(60);
    const wrong: Record<string, string[]> = {};
    let cells = 0;
    // Refusals first: what is allowed may change the rows.
    for (const allowed of [false, true]) {
      for (const route of guarded) {
        const row = cellsOf(route).filter((cell) => cell.allowed === allowed);
        cells += row.length;
        const found = await wrongCells(route, row);
        if (found.length > 0) wrong[`${route.method.toUpperCase()} ${route.path} (${route.rule.name})`] = found;
      }
    }
    expect(wrong).toEqual({});
    expect(cells).toBeGreaterThan(1_500);
  }, 240_000);

  it('every route that changes something is guarded, or stands in this list', () => {
    const open = routes.filter(({ method, rule }) => method !== 'get' && rule.scope === 'public');
    expect(open.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(OPEN_TO_EVERYBODY);
  });
});
