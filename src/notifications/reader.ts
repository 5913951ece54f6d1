import type { Actor } from '../infra/actor.js';

/** Whose notices the actor reads: nobody's until a second factor that is owed has been given. */
export function readerOf(actor: Actor): string | null {
  return actor.owesTotp ? null : actor.personId;
}
