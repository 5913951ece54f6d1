import type { ResourceKind } from '../../src/infra/resources.js';
import { newId } from '../../src/infra/id.js';
import type { TestApp } from './app.js';
import { signedIn } from './people.js';

/** One row of every kind that a route can name, all of them the organisation's. */
export async function addRowsOf(server: TestApp, organisationId: string): Promise<Record<ResourceKind, string>> {
  const { query } = server.database;
  const [organisation] = await query<{ path: string }>(`SELECT path FROM organisation WHERE id = $1`, [organisationId]);
  const path = organisation?.path ?? '';
  const { accountId, personId } = await signedIn(server, { name: '行主' });
  const id = Object.fromEntries(KINDS.map((kind) => [kind, newId()])) as Record<ResourceKind, string>;
  id.organisation = organisationId;
  const fileId = newId();
  await query(
    `INSERT INTO file (id, purpose, name, type, size, sha256, storage_key, created_at)
     VALUES ($1, 'licence', 'licence.pdf', 'application/pdf', 1, '', $2, now())`,
    [fileId, `none/${fileId}`],
  );
  await query(`INSERT INTO programme (id, slug, name, owner_id) VALUES ($1, $2, '专项', $3)`, [
    id.programme,
    `p-${id.programme}`,
    organisationId,
  ]);
  await query(
    `INSERT INTO online_event (id, host_id, title, form, mode, path) VALUES ($1, $2, '活动', 'docking', 'online', $3)`,
    [id.event, organisationId, path],
  );
  await query(
    `INSERT INTO session (id, event_id, title, starts_at, ends_at, path)
     VALUES ($1, $2, '场次', now() + interval '1 day', now() + interval '25 hours', $3)`,
    [id.session, id.event, path],
  );
  await query(`INSERT INTO agenda_item (id, session_id, starts_at, title) VALUES ($1, $2, now(), '议程')`, [
    id.agenda_item,
    id.session,
  ]);
  await query(
    `INSERT INTO event_cohost (id, event_id, organisation_id, invited_by, invited_at) VALUES ($1, $2, $3, $4, now())`,
    [id.cohost, id.event, organisationId, accountId],
  );
  await query(`INSERT INTO registration (id, event_id, person_id, registered_at) VALUES ($1, $2, $3, now())`, [
    id.registration,
    id.event,
    personId,
  ]);
  await query(
    `INSERT INTO venue (id, event_id, organisation_id, name, created_at) VALUES ($1, $2, $3, '分会场', now())`,
    [id.venue, id.event, organisationId],
  );
  await query(`INSERT INTO channel (id, organisation_id, code, name, created_at) VALUES ($1, $2, $3, '渠道', now())`, [
    id.channel,
    organisationId,
    id.channel.slice(-12),
  ]);
  await query(
    `INSERT INTO service_item (id, organisation_id, name, category, created_at) VALUES ($1, $2, '服务', 'law', now())`,
    [id.service_item, organisationId],
  );
  await query(
    `INSERT INTO membership (id, account_id, organisation_id, role, created_at) VALUES ($1, $2, $3, 'organiser', now())`,
    [id.membership, accountId, organisationId],
  );
  await query(
    `INSERT INTO invitation (id, organisation_id, role, name, phone_enc, phone_hmac, digest, invited_by, created_at, expires_at)
     VALUES ($1, $2, 'organiser', '受邀人', '', $3, $3, $4, now(), now() + interval '7 days')`,
    [id.invitation, organisationId, id.invitation, accountId],
  );
  await query(
    `INSERT INTO organisation_application (id, action, kind, window_id, account_id, name, credit_code, contact_name,
       contact_phone, licence_file_id, submitted_at, path)
     VALUES ($1, 'register', 'enterprise', $2, $3, '申请单位', $4, '联系人', '', $5, now(), $6)`,
    [id.application, organisationId, accountId, id.application, fileId, path],
  );
  await query(
    `INSERT INTO import_batch (id, kind, organisation_id, file_id, state, created_by, created_at, path)
     VALUES ($1, 'enterprise', $2, $3, 'previewed', $4, now(), $5)`,
    [id.import, organisationId, fileId, accountId, path],
  );
  return id;
}

const KINDS: readonly ResourceKind[] = [
  'organisation',
  'application',
  'membership',
  'invitation',
  'service_item',
  'import',
  'programme',
  'event',
  'session',
  'agenda_item',
  'cohost',
  'registration',
  'venue',
  'channel',
];
