import { Injectable } from '@nestjs/common';
import { Ledger } from '../../activity/ledger.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import type { Tx } from '../../infra/database/transactions.js';
import { PersonLink } from './person-link.entity.js';

/** Two sign-ins that link the same persons at once must not make a circle. */
const LINK_LOCK = 7_326_010;

/** Which persons are the same human. Facts keep the person of their time; counting goes by the root. */
@Injectable()
export class PersonLinks {
  constructor(
    private readonly reads: ReadPool,
    private readonly ledger: Ledger,
  ) {}

  async root(personId: string): Promise<string> {
    const [row] = await this.reads.query<{ root: string }>(`SELECT root_person($1) AS root`, [personId]);
    return row?.root ?? personId;
  }

  async rootIn(tx: Tx, personId: string): Promise<string> {
    const [row] = await tx.query<{ root: string }>(`SELECT root_person($1) AS root`, [personId]);
    return row?.root ?? personId;
  }

  /** Everybody whose root this is, the root among them. */
  async all(rootId: string): Promise<string[]> {
    const rows = await this.reads.query<{ id: string }>(
      `WITH RECURSIVE same(id) AS (
         SELECT $1::uuid UNION SELECT l.person_id FROM person_link l JOIN same s ON l.root_id = s.id
       ) SELECT id FROM same`,
      [rootId],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * From now on what that person did counts for the root. A person that is somebody already (linked to another root, or
   * with a phone or an account of their own) stays who they are: a browser that two people share is not one person.
   *
   * @returns whether they are one now
   */
  async link(tx: Tx, personId: string, rootId: string, reason: PersonLink['reason']): Promise<boolean> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [LINK_LOCK]);
    const [own, root] = [await this.rootIn(tx, personId), await this.rootIn(tx, rootId)];
    if (own === root) return true;
    // A cookie can outlive its person's row where the database was restored from a backup.
    const [free] = await tx.query(
      `SELECT 1 FROM person p WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM account WHERE person_id = p.id)
         AND NOT EXISTS (SELECT 1 FROM person_phone WHERE person_id = p.id)`,
      [own],
    );
    if (!free) return false;
    await this.join(tx, own, root, reason);
    return true;
  }

  /**
   * Makes two roots one, whoever they are; for who has proved to be both. What is kept at roots goes along; where both
   * told something of themselves, what the root told stays.
   */
  async join(tx: Tx, fromRoot: string, intoRoot: string, reason: PersonLink['reason']): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [LINK_LOCK]);
    await tx.query(`UPDATE consent SET person_id = $2 WHERE person_id = $1`, [fromRoot, intoRoot]);
    await tx.query(
      `UPDATE person_profile SET person_id = $2
       WHERE person_id = $1 AND NOT EXISTS (SELECT 1 FROM person_profile WHERE person_id = $2)`,
      [fromRoot, intoRoot],
    );
    await tx.query(`DELETE FROM person_profile WHERE person_id = $1`, [fromRoot]);
    await tx.query(
      `UPDATE notice n SET person_id = $2 WHERE person_id = $1
         AND NOT EXISTS (SELECT 1 FROM notice o WHERE o.person_id = $2 AND o.dedupe_key = n.dedupe_key)`,
      [fromRoot, intoRoot],
    );
    await tx.manager.insert(PersonLink, { personId: fromRoot, rootId: intoRoot, reason });
    await this.ledger.record(tx, {
      verb: 'person.linked',
      path: '/',
      details: { from: fromRoot, into: intoRoot, reason },
    });
  }
}
