import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DELIVERY_CHANNELS, type DeliveryChannel, type NoticeKind } from '../contracts/vocabulary.js';
import { SYSTEM_ACTOR } from '../infra/actor.js';
import { Clock } from '../infra/clock.js';
import { Transactions, type Tx } from '../infra/database/transactions.js';
import { newId } from '../infra/id.js';
import { Jobs } from '../infra/jobs.js';
import { Contacts } from './contacts.js';
import { MessageFailure } from './message-adapter.js';
import { Messenger } from './messenger.js';
import { templateOf } from './templates.js';

/** About an hour with the jobs' growing pauses; fewer than the tries of a job, so that the last one can be settled. */
const MAX_ATTEMPTS = 20;
/** Five at a time and channel: a reminder to a thousand people is out in a minute or two. */
const SIDE_BY_SIDE = 5;

interface Attempt {
  id: string;
  channel: DeliveryChannel;
  attempts: number;
  queued_at: Date;
  person_id: string;
  kind: NoticeKind;
  params: Record<string, unknown>;
  href: string | null;
}

interface Outcome {
  state: 'sent' | 'failed' | 'skipped';
  failure: string | null;
}

/** Notices on their way out of the house: one job each, tried again ever more slowly, settled once. */
@Injectable()
export class Deliveries implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    private readonly contacts: Contacts,
    private readonly messenger: Messenger,
  ) {}

  onModuleInit(): void {
    // A queue per channel: a mail server that hangs does not hold up the text messages.
    for (const channel of DELIVERY_CHANNELS) {
      this.jobs.handle<Outcome | null>(queueOf(channel), {
        sideBySide: SIDE_BY_SIDE,
        prepare: ({ deliveryId }) => this.attempt(String(deliveryId)),
        handler: (tx, { deliveryId }, outcome) => this.settle(tx, String(deliveryId), channel, outcome),
      });
    }
  }

  async enqueue(tx: Tx, noticeId: string, channel: DeliveryChannel): Promise<void> {
    const id = newId();
    await tx.query(`INSERT INTO notice_delivery (id, notice_id, channel, queued_at) VALUES ($1, $2, $3, $4)`, [
      id,
      noticeId,
      channel,
      this.clock.now(),
    ]);
    await this.jobs.enqueue(tx, queueOf(channel), { deliveryId: id });
  }

  /** @returns how it ended, null where nothing is left to do; rejects when it is to be tried again */
  private async attempt(id: string): Promise<Outcome | null> {
    const attempt = await this.begin(id);
    if (!attempt) return null;
    try {
      return await this.tryOnce(attempt);
    } catch (error) {
      const { code, permanent } = error instanceof MessageFailure ? error : { code: 'internal', permanent: false };
      if (permanent || attempt.attempts >= MAX_ATTEMPTS) return { state: 'failed', failure: code };
      await this.note(id, code);
      throw error;
    }
  }

  /** Counted before it is made: one that ends with the server was an attempt too. */
  private async begin(id: string): Promise<Attempt | undefined> {
    return this.transactions.run(SYSTEM_ACTOR, async (tx) => {
      const [attempt] = await tx.query<Attempt>(
        `UPDATE notice_delivery AS delivery SET attempts = attempts + 1 FROM notice
         WHERE delivery.id = $1 AND delivery.state = 'queued' AND notice.id = delivery.notice_id
         RETURNING delivery.id, delivery.channel, delivery.attempts, delivery.queued_at,
           notice.person_id, notice.kind, notice.params, notice.href`,
        [id],
      );
      return attempt;
    });
  }

  private async tryOnce({ id, channel, queued_at, person_id, kind, params, href }: Attempt): Promise<Outcome> {
    const age = this.clock.now().getTime() - queued_at.getTime();
    if (age > (templateOf(kind).validMinutes ?? Infinity) * 60_000) return { state: 'failed', failure: 'too_late' };
    if (!this.messenger.has(channel)) return { state: 'skipped', failure: 'channel_off' };
    const contact = await this.contacts.find(person_id, channel);
    if (!contact) return { state: 'skipped', failure: 'no_address' };
    await this.messenger.attempt(channel, { ...contact, id, template: kind, params, href });
    return { state: 'sent', failure: null };
  }

  private async note(id: string, failure: string): Promise<void> {
    await this.transactions.run(SYSTEM_ACTOR, (tx) =>
      tx.query(`UPDATE notice_delivery SET failure = $2 WHERE id = $1`, [id, failure]),
    );
  }

  private async settle(tx: Tx, id: string, channel: DeliveryChannel, outcome: Outcome | null): Promise<void> {
    if (!outcome) return;
    const [settled] = await tx.query(
      `UPDATE notice_delivery SET state = $2, failure = $3, settled_at = $4
       WHERE id = $1 AND state = 'queued' RETURNING id`,
      [id, outcome.state, outcome.failure, this.clock.now()],
    );
    if (settled) tx.afterCommit(() => this.messenger.count(channel, outcome.state));
  }
}

function queueOf(channel: DeliveryChannel): string {
  return `notice.deliver/${channel}`;
}
