import { Injectable } from '@nestjs/common';
import { Audit } from '../accounts/audit/audit.service.js';
import type { ServiceItemRequest, ServiceItemView } from '../contracts/organisation.contract.js';
import type { Actor } from '../infra/actor.js';
import { Clock } from '../infra/clock.js';
import { ReadPool } from '../infra/database/read-pool.js';
import { Transactions, type Tx } from '../infra/database/transactions.js';
import { AppError } from '../infra/errors.js';
import { newId } from '../infra/id.js';
import { IdempotentCommands } from '../infra/idempotency.js';
import { activeOrganisation } from './active-organisation.js';
import { ServiceItem } from './service-item.entity.js';

/** More would be a catalogue that nobody reads, and a list without end. */
const MAX_ITEMS = 200;

/** What agencies and enterprises offer. */
@Injectable()
export class ServiceItems {
  constructor(
    private readonly transactions: Transactions,
    private readonly commands: IdempotentCommands,
    private readonly reads: ReadPool,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Of an active organisation, in the order of their making. */
  async list(organisationId: string): Promise<ServiceItemView[]> {
    const [organisation] = await this.reads.query(
      `SELECT 1 FROM organisation WHERE id = $1 AND kind <> 'window' AND state = 'active'`,
      [organisationId],
    );
    if (!organisation) throw new AppError('organisation.not_found');
    return this.reads.query<ServiceItemView & Record<string, unknown>>(
      `SELECT id, name, category, summary, price FROM service_item
       WHERE organisation_id = $1 AND withdrawn_at IS NULL ORDER BY id LIMIT $2`,
      [organisationId, MAX_ITEMS],
    );
  }

  /** @throws AppError `organisation.kind_refused`, `service_item.limit_reached` */
  async create(
    actor: Actor,
    key: string | undefined,
    organisationId: string,
    request: ServiceItemRequest,
  ): Promise<ServiceItemView> {
    const command = { key, scope: `service_item.create:${organisationId}`, request };
    return this.commands.run(actor, command, async (tx) => {
      // Held for writing, so that two who add the last one wait for each other.
      const { kind, path } = await activeOrganisation(tx, organisationId, { lock: 'NO KEY UPDATE' });
      if (kind === 'window') throw new AppError('organisation.kind_refused');
      if ((await openItems(tx, organisationId)) >= MAX_ITEMS) throw new AppError('service_item.limit_reached');
      const item = { id: newId(), ...columnsOf(request) };
      await tx.manager.insert(ServiceItem, { ...item, organisationId, createdAt: this.clock.now() });
      await this.record(tx, path, item.id, { after: item });
      return item;
    });
  }

  /** @throws AppError `service_item.not_found` */
  async change(actor: Actor, id: string, request: ServiceItemRequest): Promise<ServiceItemView> {
    return this.transactions.run(actor, async (tx) => {
      const { before, path } = await heldItem(tx, id);
      const after = columnsOf(request);
      await tx.manager.update(ServiceItem, { id }, after);
      await this.record(tx, path, id, { before, after });
      return { id, ...after };
    });
  }

  /** What refers to it (an agenda, an order) still finds it. @throws AppError `service_item.not_found` */
  async withdraw(actor: Actor, id: string): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const { before, path } = await heldItem(tx, id);
      await tx.manager.update(ServiceItem, { id }, { withdrawnAt: this.clock.now() });
      await this.record(tx, path, id, { before, after: null });
    });
  }

  private record(
    tx: Tx,
    path: string,
    id: string,
    { before, after }: { before?: ServiceItemRequest; after: ServiceItemRequest | null },
  ): Promise<void> {
    return this.audit.record(tx, {
      action: 'organisation.changed',
      path,
      subject: { kind: 'service_item', id },
      before: before ? { ...before } : null,
      after: after ? { ...after } : null,
    });
  }
}

function columnsOf({ name, category, summary, price }: ServiceItemRequest): ServiceItemRequest {
  return { name, category, summary, price };
}

async function openItems(tx: Tx, organisationId: string): Promise<number> {
  const [row] = await tx.query<{ items: number }>(
    `SELECT count(*)::int AS items FROM service_item WHERE organisation_id = $1 AND withdrawn_at IS NULL`,
    [organisationId],
  );
  return row?.items ?? 0;
}

async function heldItem(tx: Tx, id: string): Promise<{ before: ServiceItemRequest; path: string }> {
  const [row] = await tx.query<ServiceItemRequest & { path: string }>(
    `SELECT i.name, i.category, i.summary, i.price, o.path
     FROM service_item i JOIN organisation o ON o.id = i.organisation_id
     WHERE i.id = $1 AND i.withdrawn_at IS NULL FOR UPDATE OF i`,
    [id],
  );
  if (!row) throw new AppError('service_item.not_found');
  return { before: columnsOf(row), path: row.path };
}
