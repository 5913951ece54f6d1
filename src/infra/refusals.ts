import { Injectable } from '@nestjs/common';
import type { Actor } from './actor.js';

/** A signed-in account asked for what it may not do. */
export interface Refusal {
  policy: string;
  path: string;
  subject: string;
}

/** Where the guard's refusals are heard; the audit listens. */
@Injectable()
export class Refusals {
  private listener: (actor: Actor, refusal: Refusal) => void = () => undefined;

  listen(listener: (actor: Actor, refusal: Refusal) => void): void {
    this.listener = listener;
  }

  tell(actor: Actor, refusal: Refusal): void {
    this.listener(actor, refusal);
  }
}
