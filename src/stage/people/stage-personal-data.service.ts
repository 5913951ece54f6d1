import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PersonalData } from '../../accounts/persons/personal-data.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import type { Tx } from '../../infra/database/transactions.js';

/** What this room holds of a person: the name under which they stood on stages, and the hands they raised. */
@Injectable()
export class StagePersonalData implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly reads: ReadPool,
  ) {}

  onModuleInit(): void {
    this.personalData.register({
      name: 'stages',
      export: (personIds) => this.export(personIds),
      erase: (tx, personIds) => erase(tx, personIds),
    });
  }

  private async export(personIds: readonly string[]): Promise<unknown> {
    const [appearances, hands] = await Promise.all([
      this.reads.query(
        `SELECT s.title AS session, p.role, p.name, p.unit, p.entered_at AS "enteredAt"
         FROM stage_participant p JOIN session s ON s.id = p.session_id WHERE p.person_id = ANY($1) ORDER BY p.id`,
        [personIds],
      ),
      this.reads.query(
        `SELECT s.title AS session, h.name, h.unit, h.topic, h.state, h.raised_at AS "raisedAt"
         FROM raised_hand h JOIN session s ON s.id = h.session_id WHERE h.person_id = ANY($1) ORDER BY h.id`,
        [personIds],
      ),
    ]);
    return { appearances, hands };
  }
}

/** That somebody stood there stays; what they were called goes, also from the names on replays. */
async function erase(tx: Tx, personIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE stage_invitation SET name = '', unit = ''
     WHERE id IN (SELECT invitation_id FROM stage_participant WHERE person_id = ANY($1))`,
    [personIds],
  );
  await tx.query(`UPDATE stage_participant SET name = '', unit = '' WHERE person_id = ANY($1)`, [personIds]);
  await tx.query(`UPDATE raised_hand SET name = '', unit = '', topic = '' WHERE person_id = ANY($1)`, [personIds]);
}
