import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { ApplicationRequest } from '../../contracts/organisation.contract.js';
import type { ApplicationState } from '../../contracts/vocabulary.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError, isUniqueViolation } from '../../infra/errors.js';
import type { Upload } from '../../infra/http/upload.js';
import { newId } from '../../infra/id.js';
import { SealedText } from '../../infra/sealed-text.js';
import { moveState } from '../../infra/state-machine.js';
import { Files } from '../../infra/storage/files.service.js';
import { type ApplicationAim, aimOf } from './application-rules.js';
import { OrganisationApplication } from './organisation-application.entity.js';

/** Under which the applicant's number is sealed. */
export const CONTACT_CONTEXT = 'organisation_application';
/** Whoever sends more has mistaken this for a register. */
const MAX_OPEN = 5;

/** What an applicant sends. */
export interface Filing {
  request: ApplicationRequest;
  /** Verified. */
  phone: string;
  licence?: Upload | undefined;
}

/** The rows of applications and their states. */
@Injectable()
export class Applications {
  constructor(
    private readonly sealed: SealedText,
    private readonly files: Files,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError those of `aimOf` and of the file, `application.open_already`, `application.limit_reached` */
  async submit(tx: Tx, filing: Filing & { licence: Upload }): Promise<OrganisationApplication> {
    const accountId = await this.applicant(tx);
    const aim = await aimOf(tx, filing.request);
    await this.supersede(tx, accountId, filing.request.creditCode);
    const id = newId();
    const licenceFileId = await this.keepLicence(tx, filing.licence, aim);
    const row = { ...this.columns(filing, aim), id, accountId, licenceFileId };
    await whileNoneIsOpen(() => tx.manager.insert(OrganisationApplication, row));
    return this.recordSubmitted(tx, id);
  }

  /** A returned one, corrected. @throws AppError as `submit`, `application.not_found`, `application.wrong_state` */
  async submitAgain(tx: Tx, id: string, filing: Filing): Promise<OrganisationApplication> {
    // The window is held before the application, as by everybody who holds both.
    const aim = await aimOf(tx, filing.request);
    const { licenceFileId: oldLicence, revision } = await this.own(tx, id);
    await this.move(tx, id, ['returned'], 'submitted', { return_reason: '' });
    const licenceFileId = filing.licence ? await this.keepLicence(tx, filing.licence, aim) : oldLicence;
    const row = { ...this.columns(filing, aim), licenceFileId, revision: revision + 1 };
    await whileNoneIsOpen(() => tx.manager.update(OrganisationApplication, { id }, row));
    if (filing.licence) await this.files.remove(tx, oldLicence);
    return this.recordSubmitted(tx, id);
  }

  /** The licence goes with it. @throws AppError `application.not_found`, `application.wrong_state` */
  async withdraw(tx: Tx, id: string): Promise<void> {
    const { licenceFileId, path } = await this.own(tx, id);
    await this.move(tx, id, ['submitted', 'returned'], 'withdrawn');
    await this.files.remove(tx, licenceFileId);
    await this.audit.record(tx, { action: 'application.withdrawn', path, subject: { kind: 'application', id } });
  }

  /**
   * The reviewer's decision, on the revision that was read. Nobody decides on his own.
   *
   * @param reason why it is returned; null approves
   * @throws AppError `application.not_found`, `application.wrong_state`, `access.denied`
   */
  async decide(tx: Tx, id: string, revision: number, reason: string | null): Promise<OrganisationApplication> {
    const row = await this.held(tx, id);
    if (row.accountId === tx.actor.accountId) throw new AppError('access.denied');
    if (row.revision !== revision) throw new AppError('application.wrong_state');
    const to = reason === null ? 'approved' : 'returned';
    const set = { return_reason: reason ?? '', reviewed_at: this.clock.now(), reviewed_by: tx.actor.accountId };
    await this.move(tx, id, ['submitted'], to, set);
    await this.audit.record(tx, {
      action: `application.${to}`,
      path: row.path,
      subject: { kind: 'application', id },
      after: { name: row.name, creditCode: row.creditCode, revision, ...(reason !== null && { reason }) },
    });
    return row;
  }

  private async own(tx: Tx, id: string): Promise<OrganisationApplication> {
    const row = await this.held(tx, id);
    if (row.accountId !== tx.actor.accountId) throw new AppError('access.denied');
    return row;
  }

  private async held(tx: Tx, id: string): Promise<OrganisationApplication> {
    const lock = { mode: 'pessimistic_write' } as const;
    const row = await tx.manager.findOne(OrganisationApplication, { where: { id }, lock });
    if (!row) throw new AppError('application.not_found');
    return row;
  }

  private move(
    tx: Tx,
    id: string,
    from: readonly ApplicationState[],
    to: ApplicationState,
    set: Record<string, unknown> = {},
  ): Promise<unknown> {
    const codes = { wrongState: 'application.wrong_state', notFound: 'application.not_found' } as const;
    return moveState(tx, { table: 'organisation_application', id, from, to, set, ...codes });
  }

  /** The account's row is held, so that two applications of one person are counted one after the other. */
  private async applicant(tx: Tx): Promise<string> {
    const { accountId } = tx.actor;
    if (!accountId) throw new AppError('access.sign_in_required');
    await tx.query(`SELECT 1 FROM account WHERE id = $1 FOR NO KEY UPDATE`, [accountId]);
    const [row] = await tx.query<{ open: number }>(
      `SELECT count(*)::int AS open FROM organisation_application
       WHERE account_id = $1 AND state IN ('submitted', 'returned')`,
      [accountId],
    );
    if ((row?.open ?? 0) >= MAX_OPEN) throw new AppError('application.limit_reached');
    return accountId;
  }

  /** A stranger's application that was returned does not keep the others from applying. */
  private async supersede(tx: Tx, accountId: string, creditCode: string): Promise<void> {
    const rows = await tx.query<{ file: string }>(
      `UPDATE organisation_application SET state = 'withdrawn'
       WHERE credit_code = $1 AND state = 'returned' AND account_id <> $2 RETURNING licence_file_id AS file`,
      [creditCode, accountId],
    );
    for (const { file } of rows) await this.files.remove(tx, file);
  }

  private async keepLicence(tx: Tx, { name, bytes }: Upload, { window }: ApplicationAim): Promise<string> {
    const personId = tx.actor.personId ?? undefined;
    const { id } = await this.files.store(tx, { purpose: 'licence', bytes, name, ownerPath: window.path, personId });
    return id;
  }

  private columns({ request, phone }: Filing, { kind, window, organisationId }: ApplicationAim) {
    const { action, name, creditCode, contactName, introduction = '', categories = [], channel = '' } = request;
    const said = { action, name, creditCode, contactName, introduction, categories, channel };
    const { industry = null, size = null } = request;
    const place = { windowId: window.id, path: window.path, organisationId };
    const contactPhone = this.sealed.seal(phone, CONTACT_CONTEXT);
    return { ...said, industry, size, kind, ...place, contactPhone, submittedAt: this.clock.now() };
  }

  private async recordSubmitted(tx: Tx, id: string): Promise<OrganisationApplication> {
    const row = await this.held(tx, id);
    const { action, name, creditCode, revision, path } = row;
    const after = { action, name, creditCode, revision };
    await this.audit.record(tx, { action: 'application.submitted', path, subject: { kind: 'application', id }, after });
    return row;
  }
}

async function whileNoneIsOpen(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('application.open_already');
    throw error;
  }
}
