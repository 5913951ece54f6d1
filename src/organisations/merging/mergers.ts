import { Injectable } from '@nestjs/common';
import type { Tx } from '../../infra/database/transactions.js';
import type { ActiveOrganisation } from '../active-organisation.js';

/** What goes along when one organisation turns out to be another. */
export interface Merger {
  /** Stands beside the number in the history. */
  name: string;
  /**
   * Gives what belongs to the source to the target. Facts (ledger, audit, attendance) keep the old id and are read through
   * `organisation_merge`.
   *
   * @returns how many rows
   */
  move: (tx: Tx, source: ActiveOrganisation, target: ActiveOrganisation) => Promise<number>;
}

/** What moves in a merger; each room registers its own, before the server starts. */
@Injectable()
export class Mergers {
  private readonly mergers: Merger[] = [];

  register(merger: Merger): void {
    if (this.mergers.some(({ name }) => name === merger.name)) {
      throw new Error(`Merger ${merger.name} is registered twice`);
    }
    this.mergers.push(merger);
  }

  async move(tx: Tx, source: ActiveOrganisation, target: ActiveOrganisation): Promise<Record<string, number>> {
    const moved: Record<string, number> = {};
    for (const { name, move } of this.mergers) moved[name] = await move(tx, source, target);
    return moved;
  }
}
