import { Injectable } from '@nestjs/common';
import type { Partner, PartnerQuery } from '../contracts/organisation.contract.js';
import { ReadPool } from '../infra/database/read-pool.js';
import { likeText } from '../infra/database/like.js';
import { placeName } from './network/network-rows.js';

const MOST = 20;

/** Windows and agencies of the whole network, as somebody looks for them who wants to work with them. */
@Injectable()
export class Partners {
  constructor(private readonly reads: ReadPool) {}

  /** Whose name begins so comes first, windows before agencies. */
  search({ q, kind }: PartnerQuery): Promise<Partner[]> {
    return this.reads
      .query<Partner & Record<string, unknown>>(
        `SELECT o.id, o.name, o.kind, coalesce(p.name, '') AS place
         FROM organisation o LEFT JOIN organisation p ON p.id = o.parent_id
         WHERE o.kind = ANY($2::text[]) AND o.state = 'active' AND o.name ILIKE '%' || $1 || '%'
         ORDER BY NOT (o.name ILIKE $1 || '%'), o.kind DESC, o.name, o.id LIMIT ${MOST}`,
        [likeText(q), kind ? [kind] : ['window', 'agency']],
      )
      .then((rows) => rows.map((row) => ({ ...row, place: placeName(row.place) })));
  }
}
