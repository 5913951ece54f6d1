import { Injectable } from '@nestjs/common';
import type {
  BelowQuery,
  OrganisationDetail,
  OrganisationLine,
  OrganisationList,
} from '../contracts/organisation.contract.js';
import { type Actor, hasRight } from '../infra/actor.js';
import { ReadPool } from '../infra/database/read-pool.js';
import { AppError } from '../infra/errors.js';
import { likeText } from '../infra/database/like.js';

const PAGE = 50;

/** In SQL, for an organisation `o`: how many people work for it. */
const MEMBERS_SQL = `(SELECT count(DISTINCT account_id)::int FROM membership
                      WHERE organisation_id = o.id AND ended_at IS NULL) AS members`;

type DetailRow = Omit<OrganisationDetail, 'mergers' | 'may'> & { path: string } & Record<string, unknown>;

/** Organisations as their members and the windows above them see them. */
@Injectable()
export class OrganisationViews {
  constructor(private readonly reads: ReadPool) {}

  /** @throws AppError `organisation.not_found` */
  async detail(actor: Actor, id: string): Promise<OrganisationDetail> {
    const [row] = await this.reads.query<DetailRow>(
      `SELECT o.id, o.name, o.kind, o.level, o.state, o.path, o.credit_code AS "creditCode",
              o.area_code AS "areaCode", o.industry, o.size, o.channel, o.introduction, o.address, o.telephone,
              o.planned_year AS "plannedYear", o.in_plan AS "inPlan", o.built_on::text AS "builtOn", ${MEMBERS_SQL},
              ${named('p', 'parent')}, ${named('c', 'cluster')}, ${named('m', 'mergedInto')}
       FROM organisation o
       LEFT JOIN organisation p ON p.id = o.parent_id
       LEFT JOIN organisation c ON c.id = o.cluster_id
       LEFT JOIN organisation m ON m.id = o.merged_into_id
       WHERE o.id = $1`,
      [id],
    );
    if (!row) throw new AppError('organisation.not_found');
    const { path, ...detail } = row;
    return { ...detail, mergers: await this.mergers(id), may: mayOf(actor, detail, path) };
  }

  /** Windows from top to bottom as they were made, everything else the newest first. */
  async below(id: string, { kind, q, after }: BelowQuery): Promise<OrganisationList> {
    const order = kind === 'window' ? { by: 'ASC', past: '>' } : { by: 'DESC', past: '<' };
    const filter = `
      FROM organisation o LEFT JOIN organisation p ON p.id = o.parent_id
      WHERE o.path LIKE $1 || '_%' AND o.state <> 'merged' AND ($2::text IS NULL OR o.kind = $2)
        AND ($3::text IS NULL OR o.name LIKE '%' || $3 || '%' OR o.credit_code LIKE upper($3) || '%')`;
    // A value of its own, not a join: only a pattern that is known beforehand finds its place in the index.
    const values = [await this.path(id), kind ?? null, q === undefined ? null : likeText(q)];
    const [rows, [count]] = await Promise.all([
      this.reads.query<OrganisationLine & { createdAt: Date } & Record<string, unknown>>(
        `SELECT o.id, o.name, o.kind, o.level, o.state, o.credit_code AS "creditCode", o.created_at AS "createdAt",
                ${named('p', 'parent')}, ${MEMBERS_SQL}
         ${filter} AND ($4::uuid IS NULL OR o.id ${order.past} $4) ORDER BY o.id ${order.by} LIMIT $5`,
        [...values, after ?? null, PAGE + 1],
      ),
      this.reads.query<{ total: number }>(`SELECT count(*)::int AS total ${filter}`, values),
    ]);
    const organisations = rows.slice(0, PAGE).map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
    return {
      organisations,
      total: count?.total ?? 0,
      next: rows.length > PAGE ? (organisations.at(-1)?.id ?? null) : null,
    };
  }

  private async path(id: string): Promise<string> {
    const [row] = await this.reads.query<{ path: string }>(`SELECT path FROM organisation WHERE id = $1`, [id]);
    if (!row) throw new AppError('organisation.not_found');
    return row.path;
  }

  private async mergers(id: string): Promise<OrganisationDetail['mergers']> {
    const rows = await this.reads.query<OrganisationDetail['mergers'][number] & { mergedAt: Date }>(
      `SELECT o.id, o.name, o.credit_code AS "creditCode", m.reason, m.merged_at AS "mergedAt", a.display_name AS by
       FROM organisation_merge m
       JOIN organisation o ON o.id = m.source_id
       JOIN account a ON a.id = m.merged_by
       WHERE m.target_id = $1 ORDER BY m.merged_at DESC LIMIT $2`,
      [id, PAGE],
    );
    return rows.map((row) => ({ ...row, mergedAt: row.mergedAt.toISOString() }));
  }
}

/** In SQL: id and name of a joined organisation, or null. */
function named(alias: string, as: string): string {
  return `CASE WHEN ${alias}.id IS NOT NULL
               THEN json_build_object('id', ${alias}.id, 'name', ${alias}.name) END AS "${as}"`;
}

function mayOf(
  actor: Actor,
  { kind, state }: Pick<OrganisationDetail, 'kind' | 'state'>,
  path: string,
): OrganisationDetail['may'] {
  const isActive = state === 'active';
  return {
    edit: isActive && hasRight(actor, 'organisation.edit', path),
    merge: isActive && kind !== 'window' && hasRight(actor, 'organisation.merge', path),
    members: hasRight(actor, 'member.manage', path),
    services: isActive && kind !== 'window' && hasRight(actor, 'service_item.edit', path),
  };
}
