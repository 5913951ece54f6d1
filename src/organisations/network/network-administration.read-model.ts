import { Injectable } from '@nestjs/common';
import type { FoundOrganisation, WindowLine } from '../../contracts/organisation.contract.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { likeText } from '../../infra/database/like.js';

/** As many as a person reads before typing another letter. */
const FOUND = 20;

/** The network as administrators see it: the whole tree of windows, and organisations of every kind by their name. */
@Injectable()
export class NetworkAdministration {
  constructor(private readonly reads: ReadPool) {}

  /** From the top down, in the order of the area codes; clusters and parks, which have none, behind. */
  async windows(): Promise<WindowLine[]> {
    return this.reads.query<WindowLine & Record<string, unknown>>(
      `SELECT id, name, level, parent_id AS "parentId", area_code AS "areaCode", planned_year AS "plannedYear",
              in_plan AS "inPlan", built_on::text AS "builtOn"
       FROM organisation WHERE kind = 'window' AND state = 'active'
       ORDER BY array_length(string_to_array(path, '/'), 1), area_code, id`,
    );
  }

  /** Names that begin so come first, and windows before agencies and enterprises. */
  async search(words: string): Promise<FoundOrganisation[]> {
    return this.reads.query<FoundOrganisation & Record<string, unknown>>(
      `SELECT o.id, o.name, o.kind, o.level, o.path, o.credit_code AS "creditCode", p.name AS above
       FROM organisation o LEFT JOIN organisation p ON p.id = o.parent_id
       WHERE o.state = 'active' AND (o.name LIKE '%' || $1 || '%' OR o.credit_code LIKE upper($1) || '%')
       ORDER BY o.name NOT LIKE $1 || '%', o.kind <> 'window', o.path, o.id LIMIT $2`,
      [likeText(words), FOUND],
    );
  }
}
