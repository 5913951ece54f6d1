import { Injectable } from '@nestjs/common';
import type { ProgrammeLine, ProgrammeList, ProgrammePage } from '../../contracts/programme.contract.js';
import type { WindowLevel } from '../../contracts/vocabulary.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { AppError } from '../../infra/errors.js';

interface ProgrammeRow extends Record<string, unknown> {
  id: string;
  slug: string;
  name: string;
  summary: string;
  description: string;
  closed: boolean;
  fields: ProgrammeLine['fields'];
  ownerId: string | null;
  ownerName: string;
  ownerLevel: WindowLevel;
}

const PROGRAMME_SQL = `
  SELECT p.id, p.slug, p.name, p.summary, p.description, p.closed_at IS NOT NULL AS closed, p.fields,
         o.id AS "ownerId", o.name AS "ownerName", o.level AS "ownerLevel"
  FROM programme p LEFT JOIN organisation o ON o.id = p.owner_id`;

const MOST_LISTED = 200;
const MOST_AGENCIES = 500;

/** The programmes and their pages, for everybody. */
@Injectable()
export class ProgrammePages {
  constructor(private readonly reads: ReadPool) {}

  async list(): Promise<ProgrammeList> {
    const rows = await this.reads.query<ProgrammeRow>(
      `${PROGRAMME_SQL} ORDER BY p.closed_at IS NOT NULL, p.position, p.created_at, p.id LIMIT $1`,
      [MOST_LISTED],
    );
    return { programmes: rows.map(line) };
  }

  /** @throws AppError `programme.not_found` */
  async page(slug: string): Promise<ProgrammePage> {
    const [row] = await this.reads.query<ProgrammeRow>(`${PROGRAMME_SQL} WHERE p.slug = $1`, [slug]);
    if (!row) throw new AppError('programme.not_found');
    const agencies = await this.reads.query<{ id: string; name: string }>(
      `SELECT o.id, o.name FROM programme_agency a JOIN organisation o ON o.id = a.organisation_id
       WHERE a.programme_id = $1 AND o.state = 'active' ORDER BY a.designated_at, o.name LIMIT $2`,
      [row.id, MOST_AGENCIES],
    );
    return { ...line(row), description: row.description, agencies };
  }
}

function line({
  id,
  slug,
  name,
  summary,
  closed,
  fields,
  ownerId,
  ownerName,
  ownerLevel,
}: ProgrammeRow): ProgrammeLine {
  const owner = ownerId ? { id: ownerId, name: ownerName, level: ownerLevel } : null;
  return { id, slug, name, summary, closed, fields, owner };
}
