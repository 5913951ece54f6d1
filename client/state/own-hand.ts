import { ref, shallowRef, watch } from 'vue';
import type { Ref } from 'vue';
import type { OwnHand, RaiseHandRequest } from '../../src/contracts/index.js';
import { answerCall, fetchHand, lowerHand, raiseHand } from '../connection/hand-api.js';
import type { HandAnswer } from '../connection/hand-api.js';
import { pause } from '../connection/retry.js';
import type { LineState } from '../connection/socket.js';
import { isString, recall, remember } from './remembered.js';

/** A host waits for whoever was called: without a socket the call has to be noticed soon. */
const POLL_MS = 3000;
/** With one: news may have been sent before the server knew whom this socket belongs to. */
const CHECK_MS = 9000;

export interface HandSurroundings {
  line: Readonly<Ref<LineState>>;
  isLive: Readonly<Ref<boolean>>;
  signal: AbortSignal;
}

export type OwnHandState = ReturnType<typeof ownHand>;

/**
 * This viewer's raised hand. An audience that raises none asks for none: the server is asked when the person presses, or
 * where this browser raised one before.
 */
export function ownHand(sessionId: string, { line, isLive, signal }: HandSurroundings) {
  /** Null: not asked. */
  const hand = shallowRef<OwnHand | null>(null);
  const busy = ref(false);
  let polling = false;
  /** What was told, by news or an answer; an older answer that comes late counts no more. */
  let told = 0;

  const isRemembered = () => recall('raised_hand', isString, '') === sessionId;

  function adopt(newest: OwnHand): void {
    told += 1;
    hand.value = newest;
    if (newest.state || newest.invited) remember('raised_hand', sessionId);
    else if (isRemembered()) remember('raised_hand', null);
    if (newest.state) void poll();
  }

  async function ask(): Promise<void> {
    const before = told;
    const answer = await fetchHand(sessionId);
    if (!signal.aborted && told === before) adopt(answer);
  }

  const askQuietly = () => ask().catch(() => undefined);

  async function poll(): Promise<void> {
    if (polling) return;
    polling = true;
    let asked = performance.now();
    while (hand.value?.state && isLive.value && !signal.aborted) {
      await pause(POLL_MS, { signal, wakeOnline: true });
      const isDue = line.value !== 'online' || performance.now() - asked >= CHECK_MS;
      if (!isDue || signal.aborted) continue;
      asked = performance.now();
      await askQuietly();
    }
    polling = false;
  }

  async function send(command: () => Promise<OwnHand>): Promise<void> {
    busy.value = true;
    try {
      adopt(await command());
    } catch (error) {
      // It may have been settled by the host, or by another page of the same person.
      void askQuietly();
      throw error;
    } finally {
      busy.value = false;
    }
  }

  watch(isLive, (live) => live && (hand.value || isRemembered()) && void askQuietly());
  watch(line, (state) => state === 'online' && hand.value?.state && void askQuietly());

  return {
    hand,
    /** A command of this page is under way. */
    busy,
    adopt,
    ask,
    raise: (words: RaiseHandRequest) => send(() => raiseHand(sessionId, words)),
    lower: () => send(() => lowerHand(sessionId)),
    answer: (answer: HandAnswer) => send(() => answerCall(sessionId, answer)),
  };
}
