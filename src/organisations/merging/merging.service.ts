import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { Ledger } from '../../activity/ledger.js';
import type { MergeOrganisationRequest } from '../../contracts/organisation.contract.js';
import { type Actor, hasRight } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { IdempotentCommands } from '../../infra/idempotency.js';
import { type ActiveOrganisation, activeOrganisation } from '../active-organisation.js';
import { Mergers } from './mergers.js';
import { OrganisationMerge } from './organisation-merge.entity.js';

/** Two rows that are one organisation become one: the source keeps its id and its history, all else is the target's. */
@Injectable()
export class Merging {
  constructor(
    private readonly commands: IdempotentCommands,
    private readonly mergers: Mergers,
    private readonly ledger: Ledger,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws AppError `organisation.not_found`, `organisation.wrong_state` for what is merged already, `access.denied`
   *   without the right on both, `organisation.merge_refused` for windows and for different kinds
   */
  async merge(
    actor: Actor,
    key: string | undefined,
    sourceId: string,
    { intoId, reason }: MergeOrganisationRequest,
  ): Promise<void> {
    if (sourceId === intoId.toLowerCase()) throw new AppError('organisation.merge_refused');
    const command = { key, scope: `organisation.merge:${sourceId}`, request: { intoId, reason } };
    await this.commands.run(actor, command, async (tx) => {
      const [source, target] = await both(tx, sourceId, intoId.toLowerCase());
      if (!hasRight(actor, 'organisation.merge', target.path)) throw new AppError('access.denied');
      if (source.kind === 'window' || source.kind !== target.kind) throw new AppError('organisation.merge_refused');
      const moved = await this.mergers.move(tx, source, target);
      await this.join(tx, source, target);
      await this.record(tx, source, target, { reason, moved });
    });
  }

  /** A target without a credit code takes the source's: it is free from then on. */
  private async join(tx: Tx, source: ActiveOrganisation, target: ActiveOrganisation): Promise<void> {
    const now = this.clock.now();
    await tx.query(`UPDATE organisation SET state = 'merged', merged_into_id = $2, updated_at = $3 WHERE id = $1`, [
      source.id,
      target.id,
      now,
    ]);
    await tx.query(`UPDATE organisation SET credit_code = coalesce(credit_code, $2), updated_at = $3 WHERE id = $1`, [
      target.id,
      source.creditCode,
      now,
    ]);
  }

  private async record(
    tx: Tx,
    source: ActiveOrganisation,
    target: ActiveOrganisation,
    { reason, moved }: { reason: string; moved: Record<string, number> },
  ): Promise<void> {
    await tx.manager.insert(OrganisationMerge, {
      ...{ id: newId(), sourceId: source.id, targetId: target.id, reason, moved },
      ...{ mergedBy: tx.actor.accountId ?? undefined, mergedAt: this.clock.now() },
    });
    const details = { organisationId: source.id, intoId: target.id };
    await this.ledger.record(tx, { verb: 'organisation.merged', path: target.path, details });
    await this.audit.record(tx, {
      action: 'organisation.merged',
      path: source.path,
      subject: { kind: 'organisation', id: source.id },
      before: { name: source.name, creditCode: source.creditCode },
      after: { intoId: target.id, into: target.name, reason, moved },
    });
  }
}

/** Held in the order of their ids: of two mergers in both directions one waits, and finds its target gone. */
async function both(tx: Tx, sourceId: string, targetId: string): Promise<[ActiveOrganisation, ActiveOrganisation]> {
  const [first, second] = [sourceId, targetId].sort();
  const one = await activeOrganisation(tx, first ?? '', { lock: 'NO KEY UPDATE' });
  const two = await activeOrganisation(tx, second ?? '', { lock: 'NO KEY UPDATE' });
  return one.id === sourceId ? [one, two] : [two, one];
}
