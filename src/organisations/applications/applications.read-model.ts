import { Injectable } from '@nestjs/common';
import type { ApplicationList, ApplicationQuery, ApplicationView } from '../../contracts/organisation.contract.js';
import { type Actor, hasRight } from '../../infra/actor.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { AppError } from '../../infra/errors.js';
import { maskPhone } from '../../infra/phone.js';
import { SealedText } from '../../infra/sealed-text.js';
import { Files, type OpenedFile } from '../../infra/storage/files.service.js';
import { CONTACT_CONTEXT } from './applications.service.js';

const PAGE = 50;
/** More than any one person files. */
const MOST_OWN = 100;

interface Row extends Record<string, unknown>, Omit<ApplicationView, 'licence' | 'submittedAt' | 'reviewedAt'> {
  accountId: string;
  windowPath: string;
  licenceFileId: string;
  licenceName: string | null;
  licenceType: string | null;
  submittedAt: Date;
  reviewedAt: Date | null;
}

const VIEW_SQL = `
  SELECT a.id, a.action, a.kind, a.state, a.name, a.credit_code AS "creditCode", a.industry, a.size, a.introduction,
         a.categories, a.contact_name AS "contactName", a.contact_phone AS "contactPhone",
         a.return_reason AS "returnReason", a.revision, a.submitted_at AS "submittedAt",
         a.reviewed_at AS "reviewedAt", r.display_name AS "reviewedBy", a.account_id AS "accountId",
         json_build_object('id', w.id, 'name', w.name) AS window, w.path AS "windowPath",
         CASE WHEN o.id IS NOT NULL THEN json_build_object('id', o.id, 'name', o.name) END AS organisation,
         a.licence_file_id AS "licenceFileId", f.name AS "licenceName", f.type AS "licenceType"
  FROM organisation_application a
  JOIN organisation w ON w.id = a.window_id
  LEFT JOIN organisation o ON o.id = a.organisation_id
  LEFT JOIN account r ON r.id = a.reviewed_by
  LEFT JOIN file f ON f.id = a.licence_file_id AND f.deleted_at IS NULL`;

/** Applications as their applicants and the reviewing windows see them; nobody else does. */
@Injectable()
export class ApplicationViews {
  constructor(
    private readonly reads: ReadPool,
    private readonly sealed: SealedText,
    private readonly files: Files,
  ) {}

  /** @throws AppError `application.not_found`, `access.denied` */
  async one(actor: Actor, id: string): Promise<ApplicationView> {
    return this.view(await this.permitted(actor, id));
  }

  /** The newest first. */
  async own({ accountId }: Actor): Promise<ApplicationList> {
    const rows = await this.reads.query<Row>(`${VIEW_SQL} WHERE a.account_id = $1 ORDER BY a.id DESC LIMIT $2`, [
      accountId,
      MOST_OWN,
    ]);
    return { applications: rows.map((row) => this.view(row)), next: null };
  }

  /** Of a window and those below it: what waits for a review in the order of its coming, everything else newest first. */
  async ofWindow(id: string, { state, after }: ApplicationQuery): Promise<ApplicationList> {
    const [window] = await this.reads.query<{ path: string }>(`SELECT path FROM organisation WHERE id = $1`, [id]);
    const order = state === 'submitted' ? { by: 'ASC', past: '>' } : { by: 'DESC', past: '<' };
    const rows = await this.reads.query<Row>(
      `${VIEW_SQL}
       WHERE a.path LIKE $1 || '%' AND ($2::text IS NULL OR a.state = $2) AND ($3::uuid IS NULL OR a.id ${order.past} $3)
       ORDER BY a.id ${order.by} LIMIT $4`,
      [window?.path ?? '', state ?? null, after ?? null, PAGE + 1],
    );
    const applications = rows.slice(0, PAGE).map((row) => this.view(row));
    return { applications, next: rows.length > PAGE ? (applications.at(-1)?.id ?? null) : null };
  }

  /** @throws AppError `application.not_found`, `access.denied`, `file.not_found` */
  async licence(actor: Actor, id: string): Promise<OpenedFile> {
    return this.files.open((await this.permitted(actor, id)).licenceFileId);
  }

  private async permitted(actor: Actor, id: string): Promise<Row> {
    const [row] = await this.reads.query<Row>(`${VIEW_SQL} WHERE a.id = $1`, [id]);
    if (!row) throw new AppError('application.not_found');
    const mayRead = row.accountId === actor.accountId || hasRight(actor, 'application.review', row.windowPath);
    if (!mayRead) throw new AppError('access.denied');
    return row;
  }

  private view(row: Row): ApplicationView {
    const { accountId: _account, windowPath: _path, licenceFileId: _file, licenceName, licenceType, ...view } = row;
    const url = `/api/applications/${row.id}/licence`;
    return {
      ...view,
      contactPhone: row.contactPhone ? maskPhone(this.sealed.open(row.contactPhone, CONTACT_CONTEXT)) : '',
      licence: licenceName && licenceType ? { url, name: licenceName, type: licenceType } : null,
      submittedAt: row.submittedAt.toISOString(),
      reviewedAt: row.reviewedAt?.toISOString() ?? null,
    };
  }
}
