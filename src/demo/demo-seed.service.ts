import { Injectable } from '@nestjs/common';
import { AgendaItem } from '../events/agenda/agenda-item.entity.js';
import { OnlineEvent } from '../events/online-event.entity.js';
import { Programme } from '../events/programmes/programme.entity.js';
import { Session } from '../events/sessions/session.entity.js';
import { SessionStates } from '../events/sessions/session-states.service.js';
import { Clock } from '../infra/clock.js';
import { StartLock } from '../infra/database/start-lock.js';
import type { Tx } from '../infra/database/transactions.js';
import { newId } from '../infra/id.js';
import { NetworkSeed } from '../organisations/network/network-seed.service.js';
import {
  DEMO_LIVE,
  DEMO_PROGRAMMES,
  DEMO_PROVINCE,
  DEMO_REPLAY,
  DEMO_TRIAL,
  DEMO_UPCOMING,
  type DemoSession,
} from './demo-data.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** 14:30 in the business zone (UTC+8, no summer time), as minutes of a UTC day. */
const AFTERNOON_UTC_MINUTES = 6 * 60 + 30;

/** Writes the demo's rows; at every start, so that what should lie ahead still does. */
@Injectable()
export class DemoSeed {
  constructor(
    private readonly startLock: StartLock,
    private readonly network: NetworkSeed,
    private readonly states: SessionStates,
    private readonly clock: Clock,
  ) {}

  /** @returns the session that a visitor may run from the studio */
  async seed(): Promise<{ trialSessionId: string }> {
    await this.network.ensure(DEMO_PROVINCE);
    return this.startLock.alone(async (tx) => {
      for (const programme of DEMO_PROGRAMMES) await insertOnce(tx, Programme, { ...programme });
      const now = this.clock.now().getTime();
      await this.session(tx, DEMO_LIVE, new Date(now - 10 * MINUTE));
      await this.session(tx, DEMO_UPCOMING, afternoonAfter(now + DAY / 2));
      await this.session(tx, DEMO_TRIAL, new Date(now + 120 * MINUTE));
      await this.session(tx, DEMO_REPLAY, new Date(afternoonAfter(now).getTime() - 8 * DAY));
      await this.keepAhead(tx, DEMO_UPCOMING, afternoonAfter(now + DAY / 2));
      await this.keepAhead(tx, DEMO_TRIAL, new Date(now + 120 * MINUTE));
      await this.goLive(tx);
      return { trialSessionId: await this.openTrial(tx, new Date(now + 120 * MINUTE)) };
    });
  }

  private async session(tx: Tx, demo: DemoSession, startsAt: Date): Promise<void> {
    const { hostId, path } = await hostOf(tx, demo);
    const { eventId, programme, form, title, minutes } = demo;
    await insertOnce(tx, OnlineEvent, {
      id: eventId,
      hostId,
      programmeId: programme,
      title,
      form,
      mode: 'online',
      publicationState: 'published',
      path,
    });
    const isNew = await insertOnce(tx, Session, {
      id: demo.id,
      eventId,
      title,
      summary: demo.summary,
      description: demo.description,
      startsAt,
      endsAt: new Date(startsAt.getTime() + minutes * MINUTE),
      path,
    });
    if (isNew) await this.agenda(tx, demo, demo.id, startsAt);
  }

  private async agenda(tx: Tx, demo: DemoSession, sessionId: string, startsAt: Date): Promise<void> {
    await tx.manager.insert(
      AgendaItem,
      demo.agenda.map(([minute, title, presenter]) => ({
        id: newId(),
        sessionId,
        startsAt: new Date(startsAt.getTime() + minute * MINUTE),
        title,
        presenter,
      })),
    );
  }

  /** A session that was never started and whose time has come is moved, agenda and all. */
  private async keepAhead(tx: Tx, { id, minutes }: DemoSession, startsAt: Date): Promise<void> {
    const [moved] = await tx.query<{ shift: string }>(
      `WITH old AS (SELECT id, starts_at FROM session WHERE id = $1)
       UPDATE session s SET starts_at = $2, ends_at = $2::timestamptz + make_interval(mins => $3)
       FROM old WHERE s.id = old.id AND s.state = 'scheduled' AND s.starts_at < $4
       RETURNING extract(epoch FROM s.starts_at - old.starts_at)::text AS shift`,
      [id, startsAt, minutes, this.clock.now()],
    );
    if (!moved) return;
    await tx.query(`UPDATE agenda_item SET starts_at = starts_at + make_interval(secs => $2) WHERE session_id = $1`, [
      id,
      Number(moved.shift),
    ]);
  }

  private async goLive(tx: Tx): Promise<void> {
    const session = await tx.manager.findOneByOrFail(Session, { id: DEMO_LIVE.id });
    if (session.state === 'scheduled') await this.states.start(tx, DEMO_LIVE.id);
  }

  /** The trial session, or another one of the same event where the visitor has already run it. */
  private async openTrial(tx: Tx, startsAt: Date): Promise<string> {
    const { eventId, title, summary, description, minutes } = DEMO_TRIAL;
    const open = await tx.manager.findOne(Session, {
      where: [
        { eventId, state: 'scheduled' },
        { eventId, state: 'live' },
      ],
      order: { createdAt: 'DESC' },
    });
    if (open) return open.id;
    const id = newId();
    const endsAt = new Date(startsAt.getTime() + minutes * MINUTE);
    await tx.manager.insert(Session, {
      id,
      eventId,
      title,
      summary,
      description,
      startsAt,
      endsAt,
      path: (await hostOf(tx, DEMO_TRIAL)).path,
    });
    await this.agenda(tx, DEMO_TRIAL, id, startsAt);
    return id;
  }
}

async function hostOf(tx: Tx, { host }: DemoSession): Promise<{ hostId: string; path: string }> {
  const [row] = await tx.query<{ hostId: string; path: string }>(
    `SELECT id AS "hostId", path FROM organisation WHERE kind = 'window' AND area_code = $1`,
    [host.areaCode],
  );
  if (!row) throw new Error(`The demo's window ${host.areaCode} is not there`);
  return row;
}

function afternoonAfter(time: number): Date {
  const midnight = Math.floor(time / DAY) * DAY;
  const today = midnight + AFTERNOON_UTC_MINUTES * MINUTE;
  return new Date(today > time ? today : today + DAY);
}

type EntityClass<T> = new () => T;

/** @returns whether the row was new */
async function insertOnce<T extends { id: string }>(tx: Tx, entity: EntityClass<T>, row: Partial<T>): Promise<boolean> {
  if (await tx.manager.existsBy(entity, { id: row.id } as never)) return false;
  await tx.manager.insert(entity, row as never);
  return true;
}
