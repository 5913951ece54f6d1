import { Injectable } from '@nestjs/common';
import type { AreaChoice, EnterpriseSuggestion, WindowPage } from '../../contracts/organisation.contract.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { AppError } from '../../infra/errors.js';
import { isId } from '../../infra/id.js';
import { placeName } from './network-rows.js';

const SUGGESTIONS = 10;
const AREA_CODE = /^\d{6}$/;
/** Sorts behind every name that begins with the text before it, in the byte order of the index. */
const LAST = '\u{10FFFF}';

interface PrefixRow extends Record<string, unknown> {
  name: string;
}

/** What everybody may know of the network: places to choose from, enterprises' names, a window's page. */
@Injectable()
export class PublicNetwork {
  constructor(private readonly reads: ReadPool) {}

  /** Cities with what lies directly below them; a province only where it has counties of its own. */
  async areas(): Promise<AreaChoice[]> {
    const rows = await this.reads.query<AreaChoice & Record<string, unknown>>(
      `SELECT p.id, p.name, p.area_code AS "areaCode",
              coalesce(json_agg(json_build_object('id', c.id, 'name', c.name) ORDER BY c.area_code, c.id)
                       FILTER (WHERE c.id IS NOT NULL), '[]') AS counties
       FROM organisation p
       LEFT JOIN organisation c
         ON c.parent_id = p.id AND c.kind = 'window' AND c.level = 'county' AND c.state = 'active'
       WHERE p.kind = 'window' AND p.state = 'active' AND p.level IN ('province', 'city')
       GROUP BY p.id HAVING p.level = 'city' OR count(c.id) > 0
       ORDER BY p.area_code, p.id`,
    );
    return rows.map(({ counties, ...area }) => ({
      ...area,
      name: placeName(area.name),
      counties: counties.map(({ id, name }) => ({ id, name: placeName(name) })),
    }));
  }

  /** Enterprises whose name begins so, with the name of the province or city before it or without. */
  async suggestions(text: string): Promise<EnterpriseSuggestion[]> {
    const beginnings = ['', ...(await this.placeBeginnings())].map((place) => place + text);
    const rows = await this.reads.query<EnterpriseSuggestion & Record<string, unknown>>(
      `SELECT DISTINCT ON (found.name, found.id) found.id, found.name, coalesce(w.name, '') AS county
       FROM unnest($1::text[], $2::text[]) AS beginning (first, last)
       CROSS JOIN LATERAL (
         SELECT id, name, parent_id FROM organisation
         WHERE name ~>=~ first AND name ~<~ last AND kind = 'enterprise' AND state = 'active'
         ORDER BY name USING ~<~ LIMIT $3
       ) AS found
       LEFT JOIN organisation w ON w.id = found.parent_id
       ORDER BY found.name, found.id LIMIT $3`,
      [beginnings, beginnings.map((beginning) => beginning + LAST), SUGGESTIONS],
    );
    return rows.map((row) => ({ ...row, county: placeName(row.county) }));
  }

  /** @param key id or area code @throws AppError `organisation.not_found` */
  async window(key: string): Promise<WindowPage> {
    const column = isId(key) ? 'id' : AREA_CODE.test(key) ? 'area_code' : null;
    if (!column) throw new AppError('organisation.not_found');
    const [row] = await this.reads.query<WindowPage & Record<string, unknown>>(
      `SELECT w.id, w.name, w.level, w.introduction, w.address, w.telephone, w.built_on::text AS "builtOn",
              CASE WHEN p.id IS NOT NULL THEN json_build_object('id', p.id, 'name', p.name) END AS parent,
              ARRAY(SELECT json_build_object('id', c.id, 'name', c.name, 'level', c.level)
                    FROM organisation c
                    WHERE c.parent_id = w.id AND c.kind = 'window' AND c.state = 'active'
                    ORDER BY c.area_code, c.id) AS children
       FROM organisation w LEFT JOIN organisation p ON p.id = w.parent_id
       WHERE w.${column} = $1 AND w.kind = 'window' AND w.state = 'active'`,
      [key],
    );
    if (!row) throw new AppError('organisation.not_found');
    return row;
  }

  /** "湖南省", "湖南", "长沙市", "长沙": registered names begin with them, people leave them away. */
  private async placeBeginnings(): Promise<string[]> {
    const rows = await this.reads.query<PrefixRow>(
      `SELECT name FROM organisation WHERE kind = 'window' AND level IN ('province', 'city') AND state = 'active'
       LIMIT 60`,
    );
    return rows.flatMap(({ name }) => {
      const place = placeName(name);
      return [place, place.replace(/[省市]$/, '')];
    });
  }
}
