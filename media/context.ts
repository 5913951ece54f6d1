import type { ComposerKit } from './composer/composer-kit.js';
import type { Ask } from './deadline.js';
import type { Facts } from './facts.js';
import type { WorkerPool } from './worker-pool.js';

/** Times that no operator needs to set; tests shorten them. Milliseconds. */
export interface Timing {
  /** A transport that was never connected is closed after this. */
  connect: number;
  /** A transport whose path is lost is closed after this; until then an ICE restart brings it back. */
  disconnected: number;
  /** No RTP for this long: the producer does not flow. */
  silence: number;
  /** How often producers are looked at. */
  flowCheck: number;
  /** An edge router without viewers is kept for this long. */
  edgeLinger: number;
}

export const DEFAULT_TIMING: Timing = {
  connect: 30_000,
  disconnected: 30_000,
  silence: 2_500,
  flowCheck: 500,
  edgeLinger: 10_000,
};

/** What everything in one room shares. */
export interface RoomContext {
  roomId: string;
  ask: Ask;
  facts: Facts;
  pool: WorkerPool;
  timing: Timing;
  loopbackPorts: { min: number; max: number };
  composers: ComposerKit;
}
