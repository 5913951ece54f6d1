import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { tokenDigest } from '../../src/accounts/sign-in/access-tokens.service.js';
import { newId } from '../../src/infra/id.js';
import { SealedText } from '../../src/infra/sealed-text.js';

/** Sealed once and given to many: each is opened anew all the same. */
const PHONES = 10_000;
const COUNTIES = 122;
const CITIES = 14;
const ENTERPRISES = 50_000;
const CHANNELS = 50;

/** The same id for the same number of a kind, made in SQL. */
const id = (kind: number, number: string): string =>
  `('00000000-0000-7000-${8000 + kind}-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
const [CITY, COUNTY, ENTERPRISE, CHANNEL, PERSON] = [1, 2, 3, 4, 5];

/** A province with its cities and counties, enterprises, channels, and people with sealed phone numbers. */
export async function addPeople(client: pg.Client, people: number, secretKey: string): Promise<{ hostId: string }> {
  const hostId = newId();
  await client.query(
    `INSERT INTO organisation (id, kind, level, name, path)
     VALUES ($1::uuid, 'window', 'province', '湖南省中小企业公共服务平台', '/' || $1::uuid || '/')`,
    [hostId],
  );
  await addOrganisations(client, hostId);
  await client.query(`INSERT INTO person (id) SELECT ${id(PERSON, 'i')} FROM generate_series(1, $1::int) i`, [people]);
  const sealed = new SealedText({ secretKey, secretKeysRetired: [] });
  const phones = Array.from({ length: PHONES }, (_, index) =>
    sealed.seal(`+861381234${String(index).padStart(4, '0')}`, 'person_phone'),
  );
  await client.query(
    `INSERT INTO person_phone (person_id, phone_enc, phone_hmac, verified_at)
     SELECT ${id(PERSON, 'i')}, ($1::text[])[1 + i % ${PHONES}], 'digest ' || i, now() FROM generate_series(1, $2::int) i`,
    [phones, people],
  );
  await client.query(
    `INSERT INTO person_profile (person_id, name, job_title, updated_at)
     SELECT ${id(PERSON, 'i')}, '李' || i, '职员', now() FROM generate_series(1, $1::int) i WHERE i % 2 = 1`,
    [people],
  );
  return { hostId };
}

async function addOrganisations(client: pg.Client, hostId: string): Promise<void> {
  const windows = (level: string, count: number, [kind, above]: [number, string]): string => `
    INSERT INTO organisation (id, kind, level, name, path, parent_id, area_code)
    SELECT ${id(kind, 'i')}, 'window', '${level}', '第' || i || '号${level === 'city' ? '市' : '县'}中小企业公共服务窗口平台',
           above.path || ${id(kind, 'i')} || '/', above.id, (${kind} * 1000 + i)::text
    FROM generate_series(0, ${count - 1}) i JOIN organisation above ON above.id = ${above}`;
  await client.query(windows('city', CITIES, [CITY, `'${hostId}'`]));
  await client.query(windows('county', COUNTIES, [COUNTY, id(CITY, `i % ${CITIES}`)]));
  await client.query(
    `INSERT INTO organisation (id, kind, name, path, parent_id, credit_code, industry)
     SELECT ${id(ENTERPRISE, 'i')}, 'enterprise', '第' || i || '号机械制造有限公司', above.path || ${id(ENTERPRISE, 'i')} || '/',
            above.id, '91430100' || lpad(i::text, 10, '0'), chr(65 + i % 20)
     FROM generate_series(0, ${ENTERPRISES - 1}) i JOIN organisation above ON above.id = ${id(COUNTY, `i % ${COUNTIES}`)}`,
  );
  await client.query(
    `INSERT INTO channel (id, organisation_id, code, name, created_at)
     SELECT ${id(CHANNEL, 'i')}, $1, 'c' || i, '渠道' || i, now() FROM generate_series(0, ${CHANNELS - 1}) i`,
    [hostId],
  );
}

/** A session of two hours that the first so many of them watched; every second one had registered. */
export async function addAudience(client: pg.Client, hostId: string, people: number): Promise<string> {
  const [eventId, sessionId] = [newId(), newId()];
  await client.query(
    `INSERT INTO online_event (id, host_id, title, form, mode, publication_state, path)
     VALUES ($1, $2::uuid, '云上对接会', 'docking', 'online', 'published', '/' || $2::uuid || '/')`,
    [eventId, hostId],
  );
  await client.query(
    `INSERT INTO session (id, event_id, title, access, state, starts_at, ends_at, live_since, ended_at, path)
     SELECT $1, $2, '第一场', 'public', 'replay', t, t + interval '2 h', t, t + interval '2 h', '/' || $3::uuid || '/'
     FROM (SELECT timestamptz '2026-03-01 06:00Z' AS t)`,
    [sessionId, eventId, hostId],
  );
  await client.query(
    `INSERT INTO on_air_window (id, session_id, started_at, ended_at) SELECT $2, id, live_since, ended_at FROM session WHERE id = $1`,
    [sessionId, newId()],
  );
  await client.query(`INSERT INTO attendance_rollup (session_id, due, computed_at) VALUES ($1, false, now())`, [
    sessionId,
  ]);
  await client.query(
    `INSERT INTO registration (id, event_id, person_id, name, job_title, county_id, registered_at)
     SELECT gen_random_uuid(), $1, ${id(PERSON, 'i')}, '王小明' || i, (ARRAY['经理', '总经理', '会计', '法定代表人'])[1 + i % 4],
            ${id(COUNTY, `i % ${COUNTIES}`)}, '2026-02-20 00:00Z'::timestamptz + i * interval '500 ms'
     FROM generate_series(2, $2::int, 2) i`,
    [eventId, people],
  );
  await client.query(
    `INSERT INTO attendance_person (session_id, person_id, first_at, last_at, stay_seconds, watch_seconds, replay_seconds,
       views, replay_views, ways, devices, channel, county_id, enterprise_id)
     SELECT $1, ${id(PERSON, 'i')}, '2026-03-01 06:00Z'::timestamptz + (i::bigint * 7919 % 5400) * interval '1 s',
            '2026-03-01 07:30Z'::timestamptz + (i % 1800) * interval '1 s', 1800 + i % 5400, 600 + i % 6000, i % 600, 1, 0,
            (ARRAY['{webrtc}', '{hls}', '{webrtc,hls}'])[1 + i % 3]::text[],
            (ARRAY['{wechat}', '{computer}', '{phone,computer}'])[1 + i % 3]::text[],
            CASE WHEN i % 5 = 0 THEN 'c' || i % ${CHANNELS} END,
            CASE WHEN i % 10 > 0 THEN ${id(COUNTY, `i % ${COUNTIES}`)} END,
            CASE WHEN i % 4 > 0 THEN ${id(ENTERPRISE, `i % ${ENTERPRISES}`)} END
     FROM generate_series(1, $2::int) i`,
    [sessionId, people],
  );
  return sessionId;
}

/** An organiser of the host who is signed in; the cookie. */
export async function addOrganiser(client: pg.Client, hostId: string): Promise<string> {
  const [personId, accountId, token] = [newId(), newId(), randomBytes(32).toString('base64url')];
  await client.query(`INSERT INTO person (id) VALUES ($1)`, [personId]);
  await client.query(`INSERT INTO account (id, person_id, display_name) VALUES ($1, $2, '组织者')`, [
    accountId,
    personId,
  ]);
  await client.query(
    `INSERT INTO access_token (id, account_id, digest, created_at, last_used_at, expires_at)
     VALUES ($1, $2, $3, now(), now(), now() + interval '12 hours')`,
    [newId(), accountId, tokenDigest(token)],
  );
  await client.query(
    `INSERT INTO role_grant (id, account_id, role, path, organisation_id)
     VALUES ($1, $2, 'organiser', '/' || $3::uuid || '/', $3::uuid)`,
    [newId(), accountId, hostId],
  );
  return `yq_access=${token}`;
}
