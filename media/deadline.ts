import { errors } from 'mediasoup';
import { MediaError } from './types.js';

/**
 * Waits for a request to a worker, but not for ever: mediasoup requests have no time limit of their own and a hung
 * worker says nothing. `what` names the request in the error.
 */
export type Ask = <T>(what: string, request: Promise<T>) => Promise<T>;

export function askWithin(ms: number): Ask {
  return (what, request) => within(ms, what, request);
}

/**
 * Rejects with `media.deadline` after `ms`. What arrives later is closed if it can be, so that nothing stays open that
 * nobody holds. A worker that is gone answers `media.not_ready`.
 */
export function within<T>(ms: number, what: string, request: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let expired = false;
    // The timer alone would blame the worker for a pause of this process: after one, timers run before the answers
    // that are already waiting in the socket. One turn of the loop lets those in first.
    const timer = setTimeout(() => setImmediate(expire), ms);
    function expire(): void {
      expired = true;
      reject(new MediaError('media.deadline', `${what}: no answer within ${ms} ms`));
    }
    request.then(
      (result) => {
        clearTimeout(timer);
        if (expired) closeLate(result);
        else resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(isWorkerGone(error) ? new MediaError('media.not_ready', `${what}: the worker is gone`) : error);
      },
    );
  });
}

/** Turns what mediasoup or its worker says about parameters into `media.parameters_refused`. */
export async function refusing<T>(what: string, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof MediaError) throw error;
    throw new MediaError('media.parameters_refused', `${what} was refused`, { cause: error });
  }
}

function isWorkerGone(error: unknown): boolean {
  return error instanceof errors.WorkerClosedError;
}

function closeLate(result: unknown): void {
  const close = (result as { close?: unknown } | null | undefined)?.close;
  if (typeof close === 'function') close.call(result);
}
