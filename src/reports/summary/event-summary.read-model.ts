import { Injectable } from '@nestjs/common';
import type { EventSummary, SummarySession } from '../../contracts/summary.contract.js';
import type { Locale } from '../../contracts/vocabulary.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { placeName } from '../../organisations/network/network-rows.js';
import { eventDefinitionsIn } from '../measures/event-measures.js';
import { SessionFactsReader } from '../statistics/session-facts.read-model.js';
import { SessionValues } from '../statistics/session-values.read-model.js';
import { type EventFacts, EventFactsReader, type SessionOfEvent } from './event-facts.read-model.js';
import { EventValues } from './event-values.read-model.js';

/** 活动总结: what an event was, and who came to it. */
@Injectable()
export class EventSummaries {
  constructor(
    private readonly events: EventFactsReader,
    private readonly values: EventValues,
    private readonly sessionFacts: SessionFactsReader,
    private readonly sessionValues: SessionValues,
    private readonly reads: ReadPool,
  ) {}

  /** @throws AppError `event.not_found` */
  async of(eventId: string, locale: Locale): Promise<EventSummary> {
    const facts = await this.events.of(eventId);
    const figures = await this.values.of(facts);
    const [venues, agenda, cuts] = await Promise.all([this.venues(facts), this.agenda(facts), this.cuts(facts)]);
    return {
      event: facts.event,
      progress: facts.progress,
      computedAt: facts.computedAt?.toISOString() ?? null,
      definitions: eventDefinitionsIn(locale),
      effectivePercent: facts.effectivePercent,
      sessions: await this.sessions(facts.sessions),
      ...figures,
      ...{ venues, agenda, cuts },
    };
  }

  /** One after the other: an event of many sessions does not take all connections of the readers. */
  private async sessions(rows: readonly SessionOfEvent[]): Promise<SummarySession[]> {
    const sessions: SummarySession[] = [];
    for (const { id, title, state, startsAt, endsAt } of rows) {
      const values = await this.sessionValues.values(await this.sessionFacts.of(id));
      sessions.push({ id, title, state, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), values });
    }
    return sessions;
  }

  private async venues({ event }: EventFacts): Promise<EventSummary['venues']> {
    const rows = await this.reads.query<EventSummary['venues'][number] & Record<string, unknown>>(
      `SELECT v.id, v.name, o.name AS organisation, v.address,
              (SELECT count(DISTINCT coalesce(root_person(i.person_id), p.person_id, i.id))::int FROM venue_sign_in i
               LEFT JOIN person_phone p ON p.phone_hmac = i.phone_hmac WHERE i.venue_id = v.id) AS people
       FROM venue v JOIN organisation o ON o.id = v.organisation_id
       WHERE v.event_id = $1 AND v.withdrawn_at IS NULL ORDER BY v.name, v.id`,
      [event.id],
    );
    return rows.map((row) => ({ ...row, organisation: placeName(row.organisation) }));
  }

  private async agenda({ event }: EventFacts): Promise<EventSummary['agenda']> {
    const rows = await this.reads.query<
      Omit<EventSummary['agenda'][number], 'shownAt'> & { shownAt: Date } & Record<string, unknown>
    >(
      `SELECT s.title AS "sessionTitle", min(a.occurred_at) AS "shownAt", i.title, i.presenter, i.kind
       FROM session s JOIN activity a ON a.session_id = s.id AND a.verb = 'agenda.item_shown'
       JOIN agenda_item i ON i.id = (a.details->>'itemId')::uuid AND i.session_id = s.id
       WHERE s.event_id = $1 GROUP BY s.id, i.id ORDER BY "shownAt", i.id`,
      [event.id],
    );
    return rows.map(({ shownAt, ...row }) => ({ ...row, shownAt: shownAt.toISOString() }));
  }

  private async cuts({ event }: EventFacts): Promise<EventSummary['cuts']> {
    const rows = await this.reads.query<
      Pick<EventSummary['cuts'][number], 'sessionTitle' | 'reason'> & { cutAt: Date; liftedAt: Date | null }
    >(
      `SELECT s.title AS "sessionTitle", c.cut_at AS "cutAt", c.lifted_at AS "liftedAt", c.reason
       FROM session_cut c JOIN session s ON s.id = c.session_id WHERE s.event_id = $1 ORDER BY c.cut_at, c.id`,
      [event.id],
    );
    return rows.map(({ cutAt, liftedAt, ...row }) => ({
      ...row,
      cutAt: cutAt.toISOString(),
      liftedAt: liftedAt?.toISOString() ?? null,
    }));
  }
}
