import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { ProgrammeRequest } from '../../contracts/programme.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { IdempotentCommands } from '../../infra/idempotency.js';
import type { ActiveOrganisation } from '../../organisations/active-organisation.js';
import { activeWindow } from '../hosts.js';
import { checkOwnFields } from '../own-fields.js';
import { ProgrammeAgency } from './programme-agency.entity.js';
import { Programme } from './programme.entity.js';

/** Programmes (专项): run by one window, with fields of their own and designated key agencies. */
@Injectable()
export class Programmes {
  constructor(
    private readonly commands: IdempotentCommands,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @returns the slug. @throws AppError `programme.slug_taken`, `organisation.*`, `request.invalid` */
  create(actor: Actor, ownerId: string, request: ProgrammeRequest, key: string | undefined): Promise<string> {
    return this.commands.run(actor, { key, scope: `programme.create:${ownerId}`, request }, async (tx) => {
      const owner = await activeWindow(tx, ownerId);
      const content = checkedContent(request);
      await refuseTaken(tx, content.slug, null);
      const id = newId();
      await tx.manager.insert(Programme, { id, ownerId, ...content, createdAt: this.clock.now() });
      const agencyIds = await this.designate(tx, id, owner, request.agencyIds);
      await this.audit.record(tx, {
        action: 'programme.created',
        path: owner.path,
        subject: { kind: 'programme', id },
        after: { ...content, agencyIds },
      });
      return content.slug;
    });
  }

  /** @returns the slug. @throws AppError `programme.not_found`; otherwise as `create` */
  change(actor: Actor, id: string, request: ProgrammeRequest, key: string | undefined): Promise<string> {
    return this.commands.run(actor, { key, scope: `programme.change:${id}`, request }, async (tx) => {
      const { programme, owner } = await hold(tx, id);
      const content = checkedContent(request);
      await refuseTaken(tx, content.slug, id);
      const before = await tx.manager.findBy(ProgrammeAgency, { programmeId: id });
      await tx.manager.update(Programme, { id }, content);
      const agencyIds = await this.designate(tx, id, owner, request.agencyIds);
      await this.audit.record(tx, {
        action: 'programme.changed',
        path: owner.path,
        subject: { kind: 'programme', id },
        before: { ...programme, agencyIds: before.map(({ organisationId }) => organisationId).sort() },
        after: { ...programme, ...content, agencyIds },
      });
      return content.slug;
    });
  }

  /** A closed programme keeps its page and takes no new events. Closing what is closed changes nothing. */
  async setClosed(actor: Actor, id: string, closed: boolean): Promise<void> {
    await this.commands.run(actor, { key: undefined, scope: `programme.close:${id}`, request: null }, async (tx) => {
      const { programme, owner } = await hold(tx, id);
      if ((programme.closedAt !== null) === closed) return;
      await tx.manager.update(Programme, { id }, { closedAt: closed ? this.clock.now() : null });
      await this.audit.record(tx, {
        action: 'programme.changed',
        path: owner.path,
        subject: { kind: 'programme', id },
        before: { closed: !closed },
        after: { closed },
      });
    });
  }

  /** Those who were designated before keep their date. @param ids undefined leaves them as they are */
  private async designate(
    tx: Tx,
    programmeId: string,
    owner: ActiveOrganisation,
    ids: string[] | undefined,
  ): Promise<string[]> {
    const before = (await tx.manager.findBy(ProgrammeAgency, { programmeId })).map((row) => row.organisationId);
    if (!ids) return before.sort();
    const wanted = [...new Set(ids.map((id) => id.toLowerCase()))].sort();
    await refuseForeign(
      tx,
      owner,
      wanted.filter((id) => !before.includes(id)),
    );
    await tx.query(`DELETE FROM programme_agency WHERE programme_id = $1 AND organisation_id <> ALL($2::uuid[])`, [
      programmeId,
      wanted,
    ]);
    await tx.query(
      `INSERT INTO programme_agency (programme_id, organisation_id, designated_at)
       SELECT $1, id, $3 FROM unnest($2::uuid[]) AS id ON CONFLICT DO NOTHING`,
      [programmeId, wanted, this.clock.now()],
    );
    return wanted;
  }
}

async function hold(tx: Tx, id: string): Promise<{ programme: Programme; owner: ActiveOrganisation }> {
  const programme = await tx.manager.findOne(Programme, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!programme?.ownerId) throw new AppError('programme.not_found');
  return { programme, owner: await activeWindow(tx, programme.ownerId) };
}

/** The unique index decides between two at once; this says it in words. */
async function refuseTaken(tx: Tx, slug: string, id: string | null): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('programme.slug:' || $1))`, [slug]);
  const [taken] = await tx.query(`SELECT 1 FROM programme WHERE slug = $1 AND id IS DISTINCT FROM $2::uuid`, [
    slug,
    id,
  ]);
  if (taken) throw new AppError('programme.slug_taken');
}

/** @throws AppError `organisation.not_found` unless all are active agencies within the owner's path */
async function refuseForeign(tx: Tx, owner: ActiveOrganisation, ids: readonly string[]): Promise<void> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM organisation
     WHERE id = ANY($1::uuid[]) AND kind = 'agency' AND state = 'active' AND starts_with(path, $2) FOR SHARE`,
    [ids, owner.path],
  );
  const fit = new Set(rows.map(({ id }) => id));
  const fields = ids.filter((id) => !fit.has(id)).map((id) => ({ path: `agencyIds.${id}`, rule: 'agency' }));
  if (fields.length > 0) throw new AppError('organisation.not_found', { fields: fields.slice(0, 20) });
}

function checkedContent({ slug, name, summary, description, fields }: ProgrammeRequest) {
  checkOwnFields('fields', fields);
  const plain = fields.map(({ key, label, type, options, required }) => ({ key, label, type, options, required }));
  return { slug, name, summary, description, fields: plain };
}
