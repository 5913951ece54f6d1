import { setTimeout as delay } from 'node:timers/promises';
import type { RoomContext } from './context.js';
import type { LiveWorker } from './live-worker.js';
import { RoomEpoch } from './room-epoch.js';
import type { RoomProgramme } from './room-programme.js';
import { MediaError } from './types.js';

/** How long a room that lost its worker waits for that worker's replacement before it takes another one. */
const REPLACEMENT_MS = 500;
const REBUILD_PAUSE_MS = 200;

/** A place with media. Outlives its workers: each loss of the origin's worker starts the next epoch. */
export class Room {
  private epoch: RoomEpoch | null;
  private lastEpoch = 1;
  private closed = false;

  static async open(context: RoomContext, programme: RoomProgramme): Promise<Room> {
    return new Room(context, programme, await openEpoch(1, context, 0));
  }

  private constructor(
    private readonly context: RoomContext,
    readonly programme: RoomProgramme,
    epoch: RoomEpoch,
  ) {
    this.epoch = epoch;
  }

  get roomId(): string {
    return this.context.roomId;
  }

  /** The epoch to work in; `media.not_ready` while the room is being rebuilt. */
  get current(): RoomEpoch {
    if (!this.epoch || this.epoch.closed) throw new MediaError('media.not_ready', 'the room is being rebuilt');
    return this.epoch;
  }

  /** As `current`, or null. */
  get running(): RoomEpoch | null {
    return this.epoch?.closed ? null : this.epoch;
  }

  get epochNumber(): number {
    return this.lastEpoch;
  }

  /** Told of every lost worker; those that carried nothing of this room do not matter. */
  onWorkerLost(worker: LiveWorker): void {
    if (this.epoch?.home === worker) void this.rebuild(this.epoch);
    else this.epoch?.seating.dropWorker(worker);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.epoch?.close();
    this.epoch = null;
    await this.programme.close();
  }

  private async rebuild(lost: RoomEpoch): Promise<void> {
    this.epoch = null;
    lost.close();
    try {
      this.programme.interrupt();
    } catch (error) {
      // Whatever is wrong with the broadcast, the room comes back.
      process.emitWarning(`the programme of room ${this.roomId} was not interrupted: ${String(error)}`);
    }
    while (!this.closed) {
      const epoch = await openEpoch(this.lastEpoch + 1, this.context, REPLACEMENT_MS).catch(() => null);
      if (!epoch) {
        await delay(REBUILD_PAUSE_MS);
        continue;
      }
      if (this.closed) return epoch.close();
      this.epoch = epoch;
      this.lastEpoch = epoch.number;
      this.context.facts.emit({ fact: 'room.rebuilt', roomId: this.roomId, epoch: epoch.number });
      return;
    }
  }
}

async function openEpoch(number: number, context: RoomContext, replacementMs: number): Promise<RoomEpoch> {
  const home = await context.pool.place(replacementMs);
  const epoch = await RoomEpoch.open(number, home, context);
  if (!epoch.closed && home.usable) return epoch;
  epoch.close();
  throw new MediaError('media.not_ready', 'the worker went away');
}
