import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ReadPool } from '../infra/database/read-pool.js';
import { HandOvers } from '../organisations/members/hand-overs.js';

/** Of what is over nobody has to take care any more. */
const OPEN = `host_id = $1 AND responsible_account_id = $2
  AND plan_state <> 'cancelled' AND publication_state <> 'archived'`;

/** Events go to a colleague when whoever is responsible for them leaves the window. */
@Injectable()
export class EventHandOver implements OnModuleInit {
  constructor(
    private readonly handOvers: HandOvers,
    private readonly reads: ReadPool,
  ) {}

  onModuleInit(): void {
    this.handOvers.register({
      name: 'events',
      count: async (accountId, organisationId) => {
        const [row] = await this.reads.query<{ count: number }>(
          `SELECT count(*)::int AS count FROM online_event WHERE ${OPEN}`,
          [organisationId, accountId],
        );
        return row?.count ?? 0;
      },
      move: async (tx, from, to, organisationId) => {
        await tx.query(`UPDATE online_event SET responsible_account_id = $3 WHERE ${OPEN}`, [organisationId, from, to]);
      },
    });
  }
}
