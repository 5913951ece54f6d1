import { Worker } from 'node:worker_threads';
import { expect, it } from '@jest/globals';
import { errors } from 'mediasoup';
import { refusing, within } from './deadline.js';
import { MediaError } from './types.js';

const later = <T>(ms: number, value: T): Promise<T> => new Promise((resolve) => setTimeout(resolve, ms, value));

it('answers what comes in time', async () => {
  await expect(within(1_000, 'ask', later(1, 'answer'))).resolves.toBe('answer');
  await expect(within(1_000, 'ask', Promise.reject(new TypeError('wrong')))).rejects.toThrow('wrong');
});

it('gives up, and closes what comes too late', async () => {
  let closed = 0;
  const late = { close: () => (closed += 1) };
  const request = later(60, late);
  await expect(within(20, 'open router', request)).rejects.toMatchObject({
    code: 'media.deadline',
    message: 'open router: no answer within 20 ms',
  });
  expect(closed).toBe(0);
  await request;
  expect(closed).toBe(1);
});

it('does not blame the other side for a pause of this process', async () => {
  const code = `const { parentPort } = require('node:worker_threads');
    parentPort.once('message', () => setTimeout(() => parentPort.postMessage('answer'), 50));`;
  const worker = new Worker(code, { eval: true });
  await new Promise((resolve) => worker.once('online', resolve));
  const answer = new Promise((resolve) => worker.once('message', resolve));
  // After a pause in this phase of the loop timers run before the socket is looked at, where the answer waits.
  const request = await new Promise<{ answer: Promise<unknown> }>((resolve) =>
    setImmediate(() => {
      worker.postMessage('ask');
      resolve({ answer: within(200, 'ask', answer) });
      const end = performance.now() + 500;
      while (performance.now() < end);
    }),
  );
  await expect(request.answer).resolves.toBe('answer');
  await worker.terminate();
});

it('tells a worker that is gone from parameters that are wrong', async () => {
  const gone = within(100, 'ask', Promise.reject(new errors.WorkerClosedError('closed')));
  await expect(refusing('rtpParameters', gone)).rejects.toMatchObject({ code: 'media.not_ready' });
  const wrong = refusing('rtpParameters', Promise.reject(new errors.UnsupportedError('no such codec')));
  await expect(wrong).rejects.toMatchObject({ code: 'media.parameters_refused' });
  await expect(wrong).rejects.toBeInstanceOf(MediaError);
});
