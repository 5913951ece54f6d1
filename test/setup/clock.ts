import { Clock } from '../../src/infra/clock.js';
import type { TestApp } from './app.js';

interface Span {
  hours?: number;
  minutes?: number;
  seconds?: number;
}

/** Lets time pass for the server; the database's own clock stays where it is. Answers the way back to the present. */
export function passTime(server: TestApp, { hours = 0, minutes = 0, seconds = 0 }: Span): () => void {
  const clock = server.app.get(Clock, { strict: false });
  const { now } = clock;
  const ahead = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  clock.now = () => new Date(now.call(clock).getTime() + ahead);
  return () => {
    clock.now = now;
  };
}

/** Does something that much later, for the server. Its time stands still meanwhile: no step of 30 s ends in between. */
export async function later<T>(server: TestApp, span: Span, work: () => Promise<T> | PromiseLike<T>): Promise<T> {
  const comeBack = passTime(server, span);
  const clock = server.app.get(Clock, { strict: false });
  const then = clock.now().getTime();
  clock.now = () => new Date(then);
  try {
    return await work();
  } finally {
    comeBack();
  }
}
