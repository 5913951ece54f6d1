import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Audit } from '../../accounts/audit/audit.service.js';
import { Ledger } from '../../activity/ledger.js';
import type { AgendaItemRequest, AgendaRequest } from '../../contracts/event.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { IdempotentCommands } from '../../infra/idempotency.js';
import { AgendaItem } from './agenda-item.entity.js';
import { checkPresenters } from './agenda-presenters.js';
import { AgendaService } from './agenda-service.entity.js';
import { holdSession, refuseClosed, touchEvent } from '../event-holding.js';
import { Session } from '../sessions/session.entity.js';

/** The agenda of a session, and which of its items is on now (正在推介). */
@Injectable()
export class Agendas {
  constructor(
    private readonly commands: IdempotentCommands,
    private readonly transactions: Transactions,
    private readonly ledger: Ledger,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * The whole agenda in its order; items that it does not name any more are gone.
   *
   * @returns the event's id
   * @throws AppError `session.changed_meanwhile` when the caller has read an older version, `agenda.item_not_found`,
   *   `agenda.item_on_now`, `organisation.*`, `service_item.not_found`
   */
  replace(actor: Actor, sessionId: string, request: AgendaRequest, key: string | undefined): Promise<string> {
    const { items, version } = request;
    return this.commands.run(actor, { key, scope: `agenda.replace:${sessionId}`, request }, async (tx) => {
      const { event, session } = await holdSession(tx, sessionId);
      refuseClosed(event);
      if (version !== session.version) throw new AppError('session.changed_meanwhile');
      const before = await tx.manager.find(AgendaItem, { where: { sessionId }, order: { position: 'ASC' } });
      const gone = removed(before, items);
      if (session.state === 'live' && gone.some((id) => id === session.currentItemId)) {
        throw new AppError('agenda.item_on_now');
      }
      await checkPresenters(tx, items);
      const rows = inOrder(session, items);
      await this.write(tx, sessionId, gone, rows, items);
      await tx.manager.update(Session, { id: sessionId }, { version: session.version + 1 });
      await touchEvent(tx, event.id, this.clock.now());
      await this.audit.record(tx, {
        action: 'agenda.changed',
        path: event.path,
        subject: { kind: 'session', id: sessionId },
        before: { items: before },
        after: { items: rows },
      });
      return event.id;
    });
  }

  /** @param itemId null: none is on now. @throws AppError `session.wrong_state` unless live, `agenda.item_not_found` */
  show(actor: Actor, sessionId: string, itemId: string | null): Promise<void> {
    return this.transactions.run(actor, async (tx) => {
      const session = await tx.manager.findOne(Session, {
        where: { id: sessionId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!session) throw new AppError('session.not_found');
      if (session.state !== 'live') throw new AppError('session.wrong_state');
      const item = itemId ? await tx.manager.findOneBy(AgendaItem, { id: itemId, sessionId }) : null;
      if (itemId && !item) throw new AppError('agenda.item_not_found');
      if (session.currentItemId === (item?.id ?? null)) return;
      await tx.manager.update(Session, { id: sessionId }, { currentItemId: item?.id ?? null });
      if (!item) return;
      const details = { itemId: item.id, organisationId: item.organisationId };
      await this.ledger.record(tx, { verb: 'agenda.item_shown', sessionId, path: session.path, details });
    });
  }

  private async write(
    tx: Tx,
    sessionId: string,
    gone: string[],
    rows: AgendaItem[],
    items: AgendaItemRequest[],
  ): Promise<void> {
    await tx.manager.delete(AgendaItem, { id: In(gone) });
    if (rows.length > 0) await tx.manager.upsert(AgendaItem, rows, ['id']);
    await tx.query(
      `DELETE FROM agenda_service WHERE agenda_item_id IN (SELECT id FROM agenda_item WHERE session_id = $1)`,
      [sessionId],
    );
    const services = rows.flatMap(({ id: agendaItemId }, index) =>
      [...new Set(items[index]?.serviceItemIds)].map((serviceItemId) => ({ agendaItemId, serviceItemId })),
    );
    if (services.length > 0) await tx.manager.insert(AgendaService, services);
  }
}

/** Ids of items that are not wanted any more. @throws AppError `agenda.item_not_found` for an id of another session, or twice */
function removed(before: readonly AgendaItem[], items: readonly AgendaItemRequest[]): string[] {
  const known = new Set(before.map(({ id }) => id));
  for (const { id } of items) {
    if (id !== undefined && !known.delete(id.toLowerCase())) throw new AppError('agenda.item_not_found');
  }
  return [...known];
}

/** Each item begins where the one before it ends, the first one with the session. */
function inOrder({ id: sessionId, startsAt }: Session, items: readonly AgendaItemRequest[]): AgendaItem[] {
  let begins = startsAt.getTime();
  return items.map(({ id, title, presenter, kind, minutes, organisationId }, position) => {
    const item = { sessionId, startsAt: new Date(begins), position, kind, minutes, presenter, title };
    begins += minutes * 60_000;
    return { ...item, id: id?.toLowerCase() ?? newId(), organisationId: organisationId ?? null };
  });
}
