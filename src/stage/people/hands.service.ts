import { Injectable } from '@nestjs/common';
import { Ledger } from '../../activity/ledger.js';
import type { RaiseHandRequest } from '../../contracts/stage.contract.js';
import type { ActivityVerb, HandState } from '../../contracts/vocabulary.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import { moveState } from '../../infra/state-machine.js';
import { type HeldStage, holdStage } from '../stage-holding.js';
import { Participants } from './participants.service.js';
import { RaisedHandRow } from './raised-hand.entity.js';
import type { StageParticipant } from './stage-participant.entity.js';

interface HandRow {
  id: string;
  session_id: string;
  person_id: string;
  name: string;
  unit: string;
}

/** The rows of raised hands. Whoever calls tells the hosts and the person afterwards. */
@Injectable()
export class Hands {
  constructor(
    private readonly participants: Participants,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  /**
   * A second press changes the words.
   *
   * @throws AppError `hand.wrong_state` while the session is not live, `hand.on_stage_already`
   */
  async raise(tx: Tx, sessionId: string, personId: string, { name, unit, topic = '' }: RaiseHandRequest) {
    const stage = await this.live(tx, sessionId);
    if (await this.participants.has(tx, stage, personId)) throw new AppError('hand.on_stage_already');
    const [open] = await tx.query<{ id: string }>(
      `UPDATE raised_hand SET name = $3, unit = $4, topic = $5
       WHERE session_id = $1 AND person_id = $2 AND state IN ('raised', 'called') RETURNING id`,
      [sessionId, personId, name, unit, topic],
    );
    if (open) return;
    const row = { id: newId(), sessionId, personId, name, unit, topic, raisedAt: this.clock.now() };
    await tx.manager.insert(RaisedHandRow, row);
    await this.record(tx, stage, 'hand.raised', row.id);
  }

  /** By who raised it; a hand that is down already stays down. */
  async lower(tx: Tx, sessionId: string, personId: string): Promise<void> {
    const [hand] = await tx.query<{ id: string; path: string }>(
      `UPDATE raised_hand h SET state = 'lowered', settled_at = $3 FROM session s
       WHERE h.session_id = $1 AND h.person_id = $2 AND h.state IN ('raised', 'called') AND s.id = h.session_id
       RETURNING h.id, s.path`,
      [sessionId, personId, this.clock.now()],
    );
    if (hand) await this.record(tx, { sessionId, path: hand.path }, 'hand.lowered', hand.id);
  }

  /** By a host: the person is asked to come up. @returns whose it is @throws AppError `hand.not_found`, `hand.wrong_state` */
  async call(tx: Tx, sessionId: string, id: string): Promise<string> {
    const stage = await this.live(tx, sessionId);
    const hand = await this.move(tx, sessionId, id, ['raised'], 'called');
    await this.record(tx, stage, 'hand.called', id);
    return hand.person_id;
  }

  /** By a host. @returns whose it was */
  async dismiss(tx: Tx, sessionId: string, id: string): Promise<string> {
    const stage = await holdStage(tx, sessionId);
    const hand = await this.move(tx, sessionId, id, ['raised', 'called'], 'dismissed');
    await this.record(tx, stage, 'hand.dismissed', id);
    return hand.person_id;
  }

  /** The person comes backstage as a guest. @throws AppError `hand.wrong_state` when nobody has called them */
  async accept(tx: Tx, sessionId: string, personId: string): Promise<StageParticipant> {
    const stage = await this.live(tx, sessionId);
    const hand = await this.answer(tx, sessionId, personId, 'accepted');
    await this.record(tx, stage, 'hand.accepted', hand.id);
    return this.participants.callUp(tx, stage, { personId, name: hand.name, unit: hand.unit });
  }

  async decline(tx: Tx, sessionId: string, personId: string): Promise<void> {
    const stage = await holdStage(tx, sessionId);
    const hand = await this.answer(tx, sessionId, personId, 'declined');
    await this.record(tx, stage, 'hand.declined', hand.id);
  }

  private async answer(tx: Tx, sessionId: string, personId: string, to: HandState): Promise<HandRow> {
    const [hand] = await tx.query<HandRow>(
      `UPDATE raised_hand SET state = $3, settled_at = $4
       WHERE session_id = $1 AND person_id = $2 AND state = 'called' RETURNING *`,
      [sessionId, personId, to, this.clock.now()],
    );
    if (!hand) throw new AppError('hand.wrong_state');
    return hand;
  }

  private async move(tx: Tx, sessionId: string, id: string, from: HandState[], to: HandState): Promise<HandRow> {
    const known = await tx.manager.existsBy(RaisedHandRow, { id, sessionId });
    if (!known) throw new AppError('hand.not_found');
    const set = to === 'called' ? {} : { settled_at: this.clock.now() };
    return moveState<HandRow>(tx, {
      table: 'raised_hand',
      id,
      from,
      to,
      set,
      wrongState: 'hand.wrong_state',
      notFound: 'hand.not_found',
    });
  }

  private async live(tx: Tx, sessionId: string): Promise<HeldStage> {
    const stage = await holdStage(tx, sessionId);
    if (stage.state !== 'live') throw new AppError('hand.wrong_state');
    return stage;
  }

  private record(
    tx: Tx,
    { sessionId, path }: Pick<HeldStage, 'sessionId' | 'path'>,
    verb: ActivityVerb,
    handId: string,
  ): Promise<void> {
    return this.ledger.record(tx, { verb, sessionId, path, details: { handId } });
  }
}
