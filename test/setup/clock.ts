import { Clock } from '../../src/infra/clock.js';
import type { TestApp } from './app.js';

/** Lets time pass for the server; the database's own clock stays where it is. Answers the way back to the present. */
export function passTime(server: TestApp, { hours = 0, minutes = 0, seconds = 0 }): () => void {
  const clock = server.app.get(Clock, { strict: false });
  const { now } = clock;
  const ahead = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  clock.now = () => new Date(now.call(clock).getTime() + ahead);
  return () => {
    clock.now = now;
  };
}
