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

  const isRemembered = () => recall('raised_hand', isString, '') === sessionId;

  function adopt(told: OwnHand): void {
    hand.value = told;
    if (told.state || told.invited) remember('raised_hand', sessionId);
    else if (isRemembered()) remember('raised_hand', null);
    if (told.state) void poll();
  }

  async function ask(): Promise<void> {
    const told = await fetchHand(sessionId);
    if (!signal.aborted) adopt(told);
  }

  const askQuietly = () => ask().catch(() => undefined);

  async function poll(): Promise<void> {
    if (polling) return;
    polling = true;
    while (hand.value?.state && isLive.value && !signal.aborted) {
      await pause(POLL_MS, { signal, wakeOnline: true });
      if (line.value !== 'online' && !signal.aborted) await askQuietly();
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
