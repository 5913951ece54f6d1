import { Injectable } from '@nestjs/common';
import type { SessionList, SessionListQuery } from '../contracts/session.contract.js';
import { Clock } from '../infra/clock.js';
import { AppError } from '../infra/errors.js';
import { isId } from '../infra/id.js';
import { SessionCards } from './session-cards.read-model.js';
import { listConditions, PLACE, RANK } from './session-list.js';

const PAGE = 24;

/** Finding sessions by words and filters. */
@Injectable()
export class SessionSearch {
  constructor(
    private readonly cards: SessionCards,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `request.invalid` for a window or a place in the list that is none */
  async list(query: SessionListQuery): Promise<SessionList> {
    refuseNonIds(query);
    const now = this.clock.now();
    const parameters: unknown[] = [];
    const conditions = listConditions(query, now, (value) => `$${parameters.push(value)}`);
    const rows = await this.cards.rows(
      `WHERE ${conditions.join(' AND ')} ORDER BY ${RANK}, ${PLACE}, s.id LIMIT ${PAGE + 1}`,
      parameters,
    );
    const page = await this.cards.listed(rows.slice(0, PAGE));
    const last = page.at(-1);
    return { sessions: page, next: rows.length > PAGE && last ? placeOf(last) : null, now: now.toISOString() };
  }
}

function refuseNonIds({ window, after }: SessionListQuery): void {
  const wrong = [
    ...(window && window.length > 6 && !isId(window) ? ['window'] : []),
    ...(after && !isId(after.split('.')[2]) ? ['after'] : []),
  ];
  if (wrong.length === 0) return;
  throw new AppError('request.invalid', { fields: wrong.map((path) => ({ path, rule: 'isUuid' })) });
}

/** Where a session stands in the order of the list, the same as `RANK`, `PLACE` and its id in SQL. */
function placeOf({ id, state, startsAt, liveSince }: SessionList['sessions'][number]): string {
  if (state === 'live') return `0.${-Date.parse(liveSince ?? startsAt)}.${id}`;
  return state === 'replay' ? `2.${-Date.parse(startsAt)}.${id}` : `1.${Date.parse(startsAt)}.${id}`;
}
