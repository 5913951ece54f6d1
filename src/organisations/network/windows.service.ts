import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { Grants } from '../../accounts/administration/grants.service.js';
import type { WindowRequest } from '../../contracts/organisation.contract.js';
import type { WindowLevel } from '../../contracts/vocabulary.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError, isUniqueViolation } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { type ActiveOrganisation, activeOrganisation } from '../active-organisation.js';
import { Organisation } from '../organisation.entity.js';
import { Relocations } from './relocations.js';
import { mayLieBelow } from './window-order.js';

/** A window's place in the network, as the system administrator arranges it. */
@Injectable()
export class Windows {
  constructor(
    private readonly transactions: Transactions,
    private readonly relocations: Relocations,
    private readonly grants: Grants,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `organisation.parent_refused`, `organisation.area_taken` */
  async create(actor: Actor, request: WindowRequest): Promise<{ id: string }> {
    return this.transactions.run(actor, async (tx) => {
      const id = newId();
      const parent = await parentOf(tx, request);
      const path = `${parent?.path ?? '/'}${id}/`;
      const now = this.clock.now();
      const row = columnsOf(request);
      await whileAreaIsFree(() =>
        tx.manager.insert(Organisation, { id, kind: 'window', path, createdAt: now, updatedAt: now, ...row }),
      );
      const subject = { kind: 'organisation', id } as const;
      await this.audit.record(tx, { action: 'organisation.created', path, subject, after: row });
      return { id };
    });
  }

  /**
   * Moving a window takes along everything below it: organisations, grants, and what other rooms keep there.
   *
   * @throws AppError `organisation.not_found`, `organisation.kind_refused`, `organisation.wrong_state`,
   *   `organisation.parent_refused`, `organisation.area_taken`
   */
  async arrange(actor: Actor, id: string, request: WindowRequest): Promise<void> {
    await this.transactions.run(actor, async (tx) => {
      const window = await activeOrganisation(tx, id, { lock: 'NO KEY UPDATE' });
      if (window.kind !== 'window') throw new AppError('organisation.kind_refused');
      const parent = await parentOf(tx, request);
      if (parent?.path.startsWith(window.path)) throw new AppError('organisation.parent_refused');
      await refuseOrphans(tx, id, request.level);
      const before = await tx.manager.findOneByOrFail(Organisation, { id });
      const row = columnsOf(request);
      await whileAreaIsFree(() => tx.manager.update(Organisation, { id }, { ...row, updatedAt: this.clock.now() }));
      await this.relocate(tx, window, `${parent?.path ?? '/'}${id}/`);
      const subject = { kind: 'organisation', id } as const;
      const was = columnsOf(before);
      await this.audit.record(tx, {
        action: 'organisation.changed',
        path: window.path,
        subject,
        before: was,
        after: row,
      });
    });
  }

  private async relocate(tx: Tx, { path: from }: ActiveOrganisation, to: string): Promise<void> {
    if (from === to) return;
    // Whoever is about to write below one of these windows holds it; after this they wait and read the new path.
    await tx.query(`SELECT 1 FROM organisation WHERE kind = 'window' AND path LIKE $1 || '%' FOR NO KEY UPDATE`, [
      from,
    ]);
    await this.relocations.move(tx, from, to);
    this.grants.forgetAll(tx);
  }
}

/** The window above, held; null for a province. */
async function parentOf(tx: Tx, { level, parentId }: WindowRequest): Promise<ActiveOrganisation | null> {
  const parent = parentId ? await activeOrganisation(tx, parentId, { notFound: 'organisation.parent_refused' }) : null;
  if ((parent && parent.kind !== 'window') || !mayLieBelow(level, parent?.level ?? null)) {
    throw new AppError('organisation.parent_refused');
  }
  return parent;
}

/** A window that becomes a county cannot keep counties of its own. */
async function refuseOrphans(tx: Tx, id: string, level: WindowLevel): Promise<void> {
  const children = await tx.query<{ level: WindowLevel }>(
    `SELECT DISTINCT level FROM organisation WHERE parent_id = $1 AND kind = 'window' AND state = 'active'`,
    [id],
  );
  if (children.some((child) => !mayLieBelow(child.level, level))) throw new AppError('organisation.parent_refused');
}

function columnsOf(row: WindowRequest | Organisation) {
  const { name, parentId = null, areaCode = null, plannedYear = null, inPlan = null, builtOn = null } = row;
  return { name, level: row.level, parentId, areaCode, plannedYear, inPlan, builtOn };
}

async function whileAreaIsFree(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('organisation.area_taken');
    throw error;
  }
}
