import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { newId } from '../../src/infra/id.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { addOrganisation, type SignedInPerson, signedIn } from '../setup/people.js';
import { declare, EVENT, session } from '../setup/planning.js';

let server: TestApp;
let province: string;
let county: string;
let agency: string;
let foreignAgency: string;
let manager: SignedInPerson;
let countyOrganiser: SignedInPerson;

const FIELDS = [
  { key: 'term', label: '期限', type: 'choice', options: ['一年', '三年'], required: true },
  { key: 'amount', label: '金额', type: 'number', options: [], required: false },
];
const programme = (change: object = {}) => ({
  slug: 'financing',
  name: '融资服务',
  summary: '银企对接',
  description: '全年开展',
  fields: FIELDS,
  ...change,
});

beforeAll(async () => {
  server = await startTestApp();
  province = await addOrganisation(server, { level: 'province', name: '省平台' });
  county = await addOrganisation(server, { level: 'county', name: '衡南县窗口', parentId: province });
  agency = await addOrganisation(server, { kind: 'agency', name: '融资担保公司', parentId: county });
  const elsewhere = await addOrganisation(server, { level: 'city' });
  foreignAgency = await addOrganisation(server, { kind: 'agency', name: '外省机构', parentId: elsewhere });
  manager = await signedIn(server, { role: 'window_manager', organisationId: province });
  countyOrganiser = await signedIn(server, { role: 'organiser', organisationId: county });
});
afterAll(() => server.close());

const create = (body: object, person = manager, owner = province) =>
  person.agent.post(`/api/organisations/${owner}/programmes`).send(body);
let made = 0;
const created = async (change: object = {}) => {
  made += 1;
  return (await create(programme({ slug: `programme-${made}`, ...change })).expect(201)).body;
};

describe('programmes', () => {
  it('the hub makes one with fields and key agencies; its page and the list are for everybody', async () => {
    const { body } = await create(programme({ agencyIds: [agency] })).expect(201);
    expect(body).toMatchObject({
      slug: 'financing',
      owner: { id: province },
      agencies: [{ id: agency, name: '融资担保公司' }],
    });
    const page = await request(server.url).get('/api/programmes/financing').expect(200);
    expect(page.body).toEqual(body);
    const list = await request(server.url).get('/api/programmes').expect(200);
    expect(list.body.programmes).toMatchObject([
      { slug: 'financing', name: '融资服务', closed: false, fields: FIELDS },
    ]);
    await request(server.url).get('/api/programmes/nothing').expect(404);
    await request(server.url)
      .get(`/api/programmes/${encodeURIComponent("' OR 1=1")}`)
      .expect(404);
  });

  it.each([
    ['an address with a slash', { slug: 'a/b' }, 'request.invalid'],
    ['a name of blanks', { name: '  ' }, 'request.invalid'],
    ['two fields of one key', { fields: [FIELDS[0], FIELDS[0]] }, 'request.invalid'],
    ['a choice without a choice', { fields: [{ ...FIELDS[0], options: ['一年'] }] }, 'request.invalid'],
    ['half of a character', { fields: [{ ...FIELDS[0], options: ['一年', '\ud83d'] }] }, 'request.invalid'],
    ['a key that objects have', { fields: [{ ...FIELDS[1], key: '__proto__' }] }, 'request.invalid'],
    ['a foreign agency', () => ({ agencyIds: [foreignAgency] }), 'organisation.not_found'],
    ['a window as agency', () => ({ agencyIds: [county] }), 'organisation.not_found'],
    ['an agency that is none', { agencyIds: [newId()] }, 'organisation.not_found'],
  ] as [string, object | (() => object), string][])('refuses %s', async (_name, change, code) => {
    const scene = typeof change === 'function' ? (change as () => object)() : change;
    const answer = await create(programme({ slug: 'refused', ...scene }));
    expect(answer.body.code).toBe(code);
    await request(server.url).get('/api/programmes/refused').expect(404);
  });

  it('an address belongs to one programme, also when two press at once', async () => {
    const press = () => create(programme({ slug: 'at-once' }));
    const answers = await Promise.all([press(), press()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const { id } = await created();
    const taken = await manager.agent.put(`/api/programmes/${id}`).send(programme({ slug: 'at-once' }));
    expect(taken.body.code).toBe('programme.slug_taken');
  });

  it('is changed and closed by its own window only', async () => {
    const { id, slug } = await created();
    for (const send of [
      () => countyOrganiser.agent.put(`/api/programmes/${id}`).send(programme({ slug })),
      () => countyOrganiser.agent.post(`/api/programmes/${id}/close`),
      () => create(programme({ slug: 'mine' }), countyOrganiser, province),
    ]) {
      expect((await send()).status).toBe(403);
    }
    const changed = await manager.agent
      .put(`/api/programmes/${id}`)
      .send(programme({ slug, name: '改名', agencyIds: [agency] }));
    expect(changed.body).toMatchObject({ name: '改名', agencies: [{ id: agency }] });
    const kept = await manager.agent.put(`/api/programmes/${id}`).send(programme({ slug }));
    expect(kept.body.agencies).toHaveLength(1);
    const emptied = await manager.agent.put(`/api/programmes/${id}`).send(programme({ slug, agencyIds: [] }));
    expect(emptied.body.agencies).toEqual([]);
    const actions = await server.database.query(`SELECT action FROM audit_entry WHERE subject_id = $1 ORDER BY id`, [
      id,
    ]);
    expect(actions.map(({ action }) => action)).toEqual([
      'programme.created',
      'programme.changed',
      'programme.changed',
      'programme.changed',
    ]);
  });

  it('closed it takes no new event, keeps those that it has, and can be opened again', async () => {
    const { id } = await created({ fields: [] });
    const event = await declare(countyOrganiser, county, { programmeId: id });
    await manager.agent.post(`/api/programmes/${id}/close`).expect(204);
    await manager.agent.post(`/api/programmes/${id}/close`).expect(204);
    const late = await countyOrganiser.agent
      .post(`/api/organisations/${county}/events`)
      .send({ ...EVENT, programmeId: id });
    expect(late.body.code).toBe('programme.closed');
    const change = { ...EVENT, programmeId: id, version: event.version };
    await countyOrganiser.agent.put(`/api/events/${event.id}`).send(change).expect(200);
    const clone = await countyOrganiser.agent.post(`/api/events/${event.id}/clone`).send({ firstDay: '2027-01-04' });
    expect(clone.body).toMatchObject({ event: { programme: null }, leftOut: { programme: { id } } });
    await manager.agent.post(`/api/programmes/${id}/reopen`).expect(204);
    await declare(countyOrganiser, county, { programmeId: id });
  });
});

describe('an event of a programme', () => {
  it('fills in the programme’s fields before it is published, and its page shows them', async () => {
    const { id: programmeId } = await created();
    const event = await declare(countyOrganiser, county, { programmeId, programmeFields: { amount: '50' } });
    await countyOrganiser.agent.post(`/api/events/${event.id}/sessions`).send(session()).expect(201);
    const early = await countyOrganiser.agent.post(`/api/events/${event.id}/publish`).expect(409);
    expect(early.body).toMatchObject({
      code: 'event.incomplete',
      fields: [{ path: 'programmeFields.term', rule: 'required' }],
    });
    const fill = { ...EVENT, programmeId, programmeFields: { term: '三年', amount: '50' } };
    const { body } = await countyOrganiser.agent
      .put(`/api/events/${event.id}`)
      .send({ ...fill, version: event.version });
    await countyOrganiser.agent.post(`/api/events/${event.id}/publish`).expect(200);
    const page = await request(server.url).get(`/api/events/${event.id}`).expect(200);
    expect(page.body.programmeFields).toEqual([
      { label: '期限', value: '三年' },
      { label: '金额', value: '50' },
    ]);
    const emptied = { ...fill, programmeFields: {}, version: body.version };
    const answer = await countyOrganiser.agent.put(`/api/events/${event.id}`).send(emptied);
    expect(answer.body.code).toBe('event.incomplete');
  });

  it.each([
    ['an unknown field', { colour: '红' }],
    ['an option that is not in the list', { term: '五年' }],
    ['a number that is none', { amount: '很多' }],
    ['another type', { term: ['一年'] }],
  ])('refuses %s', async (_name, programmeFields) => {
    const { id: programmeId } = await created();
    const answer = await countyOrganiser.agent
      .post(`/api/organisations/${county}/events`)
      .send({ ...EVENT, programmeId, programmeFields });
    expect(answer.body).toMatchObject({
      code: 'request.invalid',
      fields: [{ path: expect.stringMatching(/^programmeFields\./) }],
    });
  });
});
