import type { StagePlace } from '../../src/contracts/index.js';

/** Where somebody is who listens, and what goes on meanwhile. */
export interface Listener {
  place: StagePlace;
  /** A live session or a rehearsal runs: then talk backstage would disturb. */
  isRunning: boolean;
  /** A host who wants to hear the people backstage all the same. */
  listensBackstage: boolean;
}

export interface Sound {
  /** Of whom it comes; null: of an encoder or a film. */
  place: StagePlace | null;
  onAir: boolean;
}

/** Whether somebody in the studio hears a sound of it: on stage everybody is heard, backstage it depends. */
export function hears(listener: Listener, sound: Sound): boolean {
  if (sound.place === null) return sound.onAir;
  if (sound.place === 'on_stage') return true;
  return listener.place === 'backstage' || !listener.isRunning || listener.listensBackstage;
}
