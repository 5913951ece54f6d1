import { Inject, Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Ledger } from '../../activity/ledger.js';
import { CONFIG, type Config } from '../../config.js';
import type { ActivityVerb, StagePlace, StageRole } from '../../contracts/vocabulary.js';
import { Clock } from '../../infra/clock.js';
import type { Tx } from '../../infra/database/transactions.js';
import { AppError } from '../../infra/errors.js';
import { newId } from '../../infra/id.js';
import type { HeldStage } from '../stage-holding.js';
import { StageParticipant } from './stage-participant.entity.js';

/** Who comes onto a stage, and as what. */
export interface Arrival {
  personId: string;
  role: StageRole;
  name: string;
  unit: string;
  invitationId: string | null;
}

/** The rows of who is on a stage. Whoever calls holds the stage, and tells the studios afterwards. */
@Injectable()
export class Participants {
  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Who was here before has the place of then: a reload and a change of network lose nothing. Hosts begin on stage, all
   * others backstage.
   *
   * @throws AppError `stage.removed` for who was sent away and comes by the same right as then, `stage.left` for a guest
   *   who went
   */
  async enter(tx: Tx, stage: HeldStage, arrival: Arrival): Promise<StageParticipant> {
    const { sessionId } = stage;
    const known = await tx.manager.findOneBy(StageParticipant, { sessionId, personId: arrival.personId });
    if (known?.removedAt && arrival.role === 'speaker')
      throw new AppError(known.withdrew ? 'stage.left' : 'stage.removed');
    if (!known) return this.add(tx, stage, arrival);
    const isUp = arrival.role === 'host' && known.role !== 'host';
    const change = {
      removedAt: null,
      withdrew: false,
      // A guest who is invited by a link, too, stays a guest; a host's link makes a host of anybody.
      role: isUp ? arrival.role : known.role,
      name: known.name || arrival.name,
      unit: known.name ? known.unit : arrival.unit,
      invitationId: arrival.invitationId ?? known.invitationId,
    };
    await tx.manager.update(StageParticipant, { id: known.id }, change);
    const entered = { ...known, ...change };
    if (known.removedAt) await this.record(tx, stage, 'stage.entered', entered);
    return entered;
  }

  /** A guest whose hand was called: also one who was here before. */
  async callUp(tx: Tx, stage: HeldStage, arrival: Omit<Arrival, 'role' | 'invitationId'>): Promise<StageParticipant> {
    return this.enter(tx, stage, { ...arrival, role: 'guest', invitationId: null });
  }

  async rename(tx: Tx, { id }: StageParticipant, words: { name: string; unit: string }): Promise<void> {
    await tx.manager.update(StageParticipant, { id }, words);
  }

  /** @throws AppError `stage.full` */
  async bringOn(tx: Tx, stage: HeldStage, id: string): Promise<void> {
    const participant = await this.one(tx, stage, id);
    if (participant.place === 'on_stage') return;
    if ((await this.onStage(tx, stage)) >= this.config.stage.onStage) throw new AppError('stage.full');
    await this.put(tx, stage, participant, 'on_stage');
  }

  async takeOff(tx: Tx, stage: HeldStage, id: string): Promise<void> {
    const participant = await this.one(tx, stage, id);
    if (participant.place === 'on_stage') await this.put(tx, stage, participant, 'backstage');
  }

  async mute(tx: Tx, stage: HeldStage, id: string, muted: boolean): Promise<void> {
    const participant = await this.one(tx, stage, id);
    if (participant.muted === muted) return;
    await tx.manager.update(StageParticipant, { id: participant.id }, { muted });
    await this.record(tx, stage, muted ? 'stage.muted' : 'stage.unmuted', participant);
  }

  /** Their link opens nothing any more; only being called again, or a host's link, brings them back. */
  async remove(tx: Tx, stage: HeldStage, id: string): Promise<void> {
    const participant = await this.one(tx, stage, id);
    if (participant.personId === tx.actor.personId) throw new AppError('stage.wrong_state');
    await this.takeOff(tx, stage, id);
    await tx.manager.update(StageParticipant, { id: participant.id }, { removedAt: this.clock.now(), muted: false });
    await this.record(tx, stage, 'stage.removed', participant);
  }

  /** Goes by themselves. A speaker may come back by the link, a guest when called again. */
  async leave(tx: Tx, stage: HeldStage, { id, role }: StageParticipant): Promise<void> {
    await this.takeOff(tx, stage, id);
    const gone = { removedAt: this.clock.now(), withdrew: true };
    if (role === 'guest') await tx.manager.update(StageParticipant, { id }, gone);
    await this.record(tx, stage, 'stage.left', { id, role });
  }

  /** Whether the person has a place here, with an open page or without. */
  has(tx: Tx, { sessionId }: HeldStage, personId: string): Promise<boolean> {
    return tx.manager.existsBy(StageParticipant, { sessionId, personId, removedAt: IsNull() });
  }

  /** The caller's own row. @throws AppError `stage.person_not_found` */
  async own(tx: Tx, { sessionId }: Pick<HeldStage, 'sessionId'>): Promise<StageParticipant> {
    const { personId } = tx.actor;
    const own = personId ? await tx.manager.findOneBy(StageParticipant, { sessionId, personId }) : null;
    if (!own || own.removedAt) throw new AppError('stage.person_not_found');
    return own;
  }

  private async add(tx: Tx, stage: HeldStage, arrival: Arrival): Promise<StageParticipant> {
    const goesOn = arrival.role === 'host' && (await this.onStage(tx, stage)) < this.config.stage.onStage;
    const participant: StageParticipant = {
      ...arrival,
      id: newId(),
      sessionId: stage.sessionId,
      place: goesOn ? 'on_stage' : 'backstage',
      muted: false,
      enteredAt: this.clock.now(),
      removedAt: null,
      withdrew: false,
    };
    await tx.manager.insert(StageParticipant, participant);
    await this.record(tx, stage, 'stage.entered', participant);
    if (goesOn) await this.record(tx, stage, 'stage.brought_on', participant);
    return participant;
  }

  private async put(tx: Tx, stage: HeldStage, participant: StageParticipant, place: StagePlace): Promise<void> {
    await tx.manager.update(StageParticipant, { id: participant.id }, { place });
    await this.record(tx, stage, place === 'on_stage' ? 'stage.brought_on' : 'stage.taken_off', participant);
  }

  /** @throws AppError `stage.person_not_found` */
  private async one(tx: Tx, { sessionId }: HeldStage, id: string): Promise<StageParticipant> {
    const one = await tx.manager.findOneBy(StageParticipant, { id, sessionId });
    if (!one || one.removedAt) throw new AppError('stage.person_not_found');
    return one;
  }

  private onStage(tx: Tx, { sessionId }: HeldStage): Promise<number> {
    return tx.manager.countBy(StageParticipant, { sessionId, place: 'on_stage' });
  }

  private record(
    tx: Tx,
    { sessionId, path, state }: HeldStage,
    verb: ActivityVerb,
    { id, role }: Pick<StageParticipant, 'id' | 'role'>,
  ): Promise<void> {
    const details = { participantId: id, role, live: state === 'live' };
    return this.ledger.record(tx, { verb, sessionId, path, details });
  }
}
