import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { ChannelView } from '../../contracts/registration.contract.js';
import type { Actor } from '../../infra/actor.js';
import { Clock } from '../../infra/clock.js';
import { ReadPool } from '../../infra/database/read-pool.js';
import { Transactions, type Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { Resources } from '../../infra/resources.js';
import { activeOrganisation } from '../../organisations/active-organisation.js';
import { newChannelCode } from './channel-code.js';
import { Channel } from './channel.entity.js';

const MOST_OPEN = 200;
/** Closed ones stay in the list, as far back as anybody looks. */
const LISTED = 500;

interface ChannelRow extends Record<string, unknown> {
  id: string;
  code: string;
  name: string;
  createdAt: Date;
  closedAt: Date | null;
  registrations: number;
}

const CHANNELS = `
  SELECT c.id, c.code, c.name, c.created_at AS "createdAt", c.closed_at AS "closedAt",
         (SELECT count(*)::int FROM registration r WHERE r.channel_id = c.id AND r.state = 'registered') AS registrations
  FROM channel c`;

/** Codes by which windows and agencies count whom they brought. */
@Injectable()
export class Channels implements OnModuleInit {
  constructor(
    private readonly transactions: Transactions,
    private readonly reads: ReadPool,
    private readonly audit: Audit,
    private readonly resources: Resources,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.resources.register('channel', { path: (id) => this.path(id), notFound: 'channel.not_found' });
  }

  async list(organisationId: string): Promise<ChannelView[]> {
    const rows = await this.reads.query<ChannelRow>(
      `${CHANNELS} WHERE c.organisation_id = $1 ORDER BY c.closed_at IS NOT NULL, c.id DESC LIMIT $2`,
      [organisationId, LISTED],
    );
    return rows.map(viewOf);
  }

  /** @throws AppError `organisation.not_found`, `organisation.kind_refused`, `channel.limit_reached` */
  async open(actor: Actor, organisationId: string, name: string): Promise<ChannelView> {
    return this.transactions.run(actor, async (tx) => {
      const { path } = await this.hold(tx, organisationId);
      const row = { id: newId(), organisationId, name: name.trim(), createdAt: this.clock.now() };
      const code = await this.insert(tx, row);
      const content = { name: row.name, channel: code };
      await this.audit.record(tx, {
        action: 'channel.changed',
        path,
        subject: { kind: 'channel', id: row.id },
        after: content,
      });
      return viewOf({ ...row, code, closedAt: null, registrations: 0 });
    });
  }

  /** Closing twice is fine. @throws AppError `channel.not_found` */
  async close(actor: Actor, id: string): Promise<ChannelView> {
    return this.transactions.run(actor, async (tx) => {
      const [closed] = await tx.query<{ path: string; closedAt: Date }>(
        `UPDATE channel c SET closed_at = $2 FROM organisation o
         WHERE c.id = $1 AND c.closed_at IS NULL AND o.id = c.organisation_id
         RETURNING o.path, c.closed_at AS "closedAt"`,
        [id, this.clock.now()],
      );
      if (closed) {
        const subject = { kind: 'channel' as const, id };
        const { path, closedAt } = closed;
        await this.audit.record(tx, { action: 'channel.changed', path, subject, after: { closedAt } });
      }
      const [row] = await tx.query<ChannelRow>(`${CHANNELS} WHERE c.id = $1`, [id]);
      if (!row) throw new AppError('channel.not_found');
      return viewOf(row);
    });
  }

  /** Holds the organisation, so that two who open one at once do not pass the bound together. */
  private async hold(tx: Tx, organisationId: string): Promise<{ path: string }> {
    const organisation = await activeOrganisation(tx, organisationId, { lock: 'NO KEY UPDATE' });
    if (organisation.kind === 'enterprise') throw new AppError('organisation.kind_refused');
    const open = await tx.query(`SELECT 1 FROM channel WHERE organisation_id = $1 AND closed_at IS NULL`, [
      organisationId,
    ]);
    if (open.length >= MOST_OPEN) throw new AppError('channel.limit_reached');
    return organisation;
  }

  /** Of 8.5e11 codes two are hardly ever the same; then another one is taken. */
  private async insert(tx: Tx, row: Pick<Channel, 'id' | 'organisationId' | 'name' | 'createdAt'>): Promise<string> {
    for (;;) {
      const [made] = await tx.query<{ code: string }>(
        `INSERT INTO channel (id, organisation_id, code, name, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (code) DO NOTHING RETURNING code`,
        [row.id, row.organisationId, newChannelCode(), row.name, row.createdAt],
      );
      if (made) return made.code;
    }
  }

  private async path(id: string): Promise<string | null> {
    const [row] = await this.reads.query<{ path: string }>(
      `SELECT o.path FROM channel c JOIN organisation o ON o.id = c.organisation_id WHERE c.id = $1`,
      [id],
    );
    return row?.path ?? null;
  }
}

function viewOf({ createdAt, closedAt, id, code, name, registrations }: ChannelRow): ChannelView {
  return {
    id,
    code,
    name,
    createdAt: createdAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    registrations,
  };
}
