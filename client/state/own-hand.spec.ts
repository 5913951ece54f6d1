import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ref } from 'vue';
import type { OwnHand } from '../../src/contracts/stage.contract.js';
import type { LineState } from '../connection/socket.js';
import { ownHand } from './own-hand.js';

const RAISED: OwnHand = { state: 'raised', open: true, invited: false };
const CALLED: OwnHand = { ...RAISED, state: 'called' };

/** Requests that wait for their answer. */
let waiting: ((answer: OwnHand) => void)[] = [];
const realFetch = globalThis.fetch;

beforeEach(() => {
  waiting = [];
  globalThis.fetch = () =>
    new Promise((resolve) => {
      waiting.push((answer) => resolve(new Response(JSON.stringify(answer), { status: 200 })));
    });
});
afterEach(() => {
  globalThis.fetch = realFetch;
});

function viewer() {
  const closing = new AbortController();
  const line = ref<LineState>('online');
  return { own: ownHand('s', { line, isLive: ref(true), signal: closing.signal }), closing };
}

describe('one’s own hand', () => {
  it('an answer that was asked for before the host’s call does not undo it', async () => {
    const { own, closing } = viewer();
    const asked = own.ask();
    own.adopt(CALLED);
    waiting[0]?.(RAISED);
    await asked;
    expect(own.hand.value).toEqual(CALLED);
    closing.abort();
  });

  it('what the server answers holds', async () => {
    const { own, closing } = viewer();
    const asked = own.ask();
    waiting[0]?.(RAISED);
    await asked;
    expect(own.hand.value).toEqual(RAISED);
    closing.abort();
  });
});
