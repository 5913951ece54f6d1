import { Injectable } from '@nestjs/common';
import type { CohostInvitation, CohostView } from '../../contracts/event.contract.js';
import { ReadPool } from '../../infra/database/read-pool.js';

const MOST_WAITING = 50;

/** Who co-hosts an event, and what an organisation has been asked to co-host. */
@Injectable()
export class CohostLists {
  constructor(private readonly reads: ReadPool) {}

  async of(eventId: string): Promise<CohostView[]> {
    const rows = await this.reads.query<
      Omit<CohostView, 'organisation' | 'invitedAt' | 'answeredAt'> & {
        organisationId: string;
        organisationName: string;
        invitedAt: Date;
        answeredAt: Date | null;
      }
    >(
      `SELECT c.id, c.organisation_id AS "organisationId", o.name AS "organisationName", c.state, c.message, c.reason,
              c.invited_at AS "invitedAt", c.answered_at AS "answeredAt"
       FROM event_cohost c JOIN organisation o ON o.id = c.organisation_id AND o.state <> 'merged'
       WHERE c.event_id = $1 ORDER BY c.invited_at, c.id`,
      [eventId],
    );
    return rows.map(({ organisationId, organisationName, invitedAt, answeredAt, ...row }) => ({
      ...row,
      organisation: { id: organisationId, name: organisationName },
      invitedAt: invitedAt.toISOString(),
      answeredAt: answeredAt?.toISOString() ?? null,
    }));
  }

  /** Invitations that the organisation has not answered; the newest first. What can no longer be co-hosted is none. */
  async waiting(organisationId: string): Promise<CohostInvitation[]> {
    const rows = await this.reads.query<{
      id: string;
      eventId: string;
      title: string;
      form: CohostInvitation['event']['form'];
      startsAt: Date | null;
      hostId: string;
      hostName: string;
      message: string;
      invitedAt: Date;
    }>(
      `SELECT c.id, e.id AS "eventId", e.title, e.form, h.id AS "hostId", h.name AS "hostName", c.message,
              c.invited_at AS "invitedAt",
              (SELECT min(s.starts_at) FROM session s
               WHERE s.event_id = e.id AND s.state IN ('scheduled', 'live')) AS "startsAt"
       FROM event_cohost c
       JOIN online_event e ON e.id = c.event_id AND e.plan_state <> 'cancelled' AND e.publication_state <> 'archived'
       JOIN organisation h ON h.id = e.host_id
       WHERE c.organisation_id = $1 AND c.state = 'invited' ORDER BY c.invited_at DESC, c.id DESC LIMIT $2`,
      [organisationId, MOST_WAITING],
    );
    return rows.map(({ eventId, title, form, startsAt, hostId, hostName, invitedAt, ...row }) => ({
      ...row,
      event: { id: eventId, title, form, startsAt: startsAt?.toISOString() ?? null },
      host: { id: hostId, name: hostName },
      invitedAt: invitedAt.toISOString(),
    }));
  }
}
