import type { Device } from 'mediasoup-client';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { EnterStageAnswer, MediaJson, RaisedHand, SessionBoard, StageView } from '../../src/contracts/index.js';
import { fetchBoard } from '../connection/api.js';
import { BoardFollower } from '../connection/board-follower.js';
import { asFailure } from '../connection/failure.js';
import type { RequestFailure } from '../connection/failure.js';
import { TicketedSocket } from '../connection/socket.js';
import type { LineState } from '../connection/socket.js';
import { commandStage, enterStage, leaveStage } from '../connection/stage-api.js';
import type { EnterWords, StageCommand } from '../connection/stage-api.js';
import { Publisher } from '../media/publisher.js';
import { StageReceiver } from '../media/stage-receiver.js';
import { loadDevice, preloadWebRtc, seesProgramme } from '../media/webrtc-device.js';
import { setServerTime } from './clock.js';
import { useReachability } from './reachability.js';

/** One person's side of a stage: the right to be here, the stage as the server sees it, what one sends and receives. */
export function useStudio(sessionId: string, firstLink: string | undefined) {
  const view = shallowRef<StageView | null>(null);
  const board = shallowRef<SessionBoard | null>(null);
  const you = shallowRef<EnterStageAnswer['you'] | null>(null);
  const hands = shallowRef<RaisedHand[]>([]);
  /** Of everybody else, by producer. */
  const received = shallowRef<ReadonlyMap<string, MediaStreamTrack>>(new Map());
  const linkExpiresAt = ref('');
  const refusal = shallowRef<RequestFailure | null>(null);
  const line = ref<LineState>('connecting');
  /** A host has removed this person from the stage. */
  /** Without H.264 the pictures of most others cannot be shown. */
  const lacksPictures = ref(false);
  const isRemoved = ref(false);
  /** Gone on purpose: the place on stage is given up. */
  const hasLeft = ref(false);
  /** Who comes by a speaker's link is asked for a name once; resolves with it. */
  const nameAsked = shallowRef<((words: { name: string; unit: string }) => void) | null>(null);
  const busy = ref<StageCommand | null>(null);
  /** Cut (紧急切断): by the news at once, until the board says the same. */
  const cutNews = ref<boolean | null>(null);
  const isCut = computed(() => cutNews.value ?? board.value?.cut ?? false);
  const reachability = useReachability();
  let words: EnterWords = { link: firstLink };
  let capabilities: MediaJson | null = null;
  let device: Promise<Device> | null = null;

  const follower = new BoardFollower(
    (version) => fetchBoard(sessionId, version),
    (newest) => {
      board.value = newest;
      if (newest.cut === cutNews.value) cutNews.value = null;
    },
  );

  function adopt(newest: StageView): void {
    view.value = newest;
    setServerTime(newest.session.now);
    follower.adopt(newest.board);
  }

  /** By the link the first time, afterwards by the cookie that it left. */
  async function enter(): Promise<string> {
    for (;;) {
      try {
        const entered = await enterStage(sessionId, words);
        words = {};
        capabilities = entered.rtpCapabilities;
        linkExpiresAt.value = entered.linkExpiresAt;
        you.value = entered.you;
        hands.value = entered.hands;
        adopt(entered);
        return entered.ticket;
      } catch (error) {
        if (asFailure(error).code !== 'stage.name_required') throw error;
        words = { ...words, ...(await askName()) };
      }
    }
  }

  async function askName(): Promise<{ name: string; unit: string }> {
    const given = await new Promise<{ name: string; unit: string }>((resolve) => (nameAsked.value = resolve));
    nameAsked.value = null;
    return given;
  }

  async function prepare(): Promise<Device> {
    const loaded = await (device ??= loadDevice(capabilities ?? {}));
    lacksPictures.value = !seesProgramme(loaded);
    return loaded;
  }

  const socket = new TicketedSocket(enter);
  const publisher = new Publisher(socket.send, () => capabilities);
  /** Counts the changes of what is published from here. */
  const published = ref(0);
  publisher.onTracks = () => (published.value += 1);
  const receiver = new StageReceiver(
    socket.send,
    prepare,
    (producerId) => view.value?.tracks.find((track) => track.producerId === producerId)?.participantId ?? producerId,
    (tracks) => (received.value = tracks),
  );
  socket.news.on('tick', (tick) => follower.tick(tick));
  socket.news.on('stage.changed', adopt);
  socket.news.on('hands.changed', (news) => (hands.value = news.hands));
  socket.news.on('session.cut', ({ cut }) => (cutNews.value = cut));
  socket.news.on('media.reset', () => {
    void receiver.reset();
    void publisher.rebuild().catch(() => undefined);
  });
  socket.news.on('refused', (failure) => (refusal.value = failure));
  socket.news.on('goodbye', ({ reason }) => {
    isRemoved.value = reason === 'removed';
    // Also by another page of the same person.
    hasLeft.value ||= reason === 'left';
  });
  socket.news.on('line', (state) => {
    line.value = state;
    follower.poll(state === 'retrying');
    if (state !== 'online') return;
    void publisher.lineBack().catch(() => undefined);
    void receiver.lineBack();
  });
  watch(line, (state) => reachability.report('studio', state !== 'retrying'));

  /** What others publish has changed, also by being muted or let speak, or by going on air: that is sent in full size. */
  const others = computed(() =>
    (view.value?.tracks ?? [])
      .filter(({ producerId }) => !publisher.owns(producerId))
      .map(
        ({ producerId, participantId, onAir }) => `${producerId} ${personOf(participantId)?.muted ?? false} ${onAir}`,
      )
      .join(),
  );
  watch(others, () => line.value === 'online' && void receiver.sync());

  function personOf(participantId: string | null) {
    return view.value?.people.find(({ id }) => id === participantId) ?? null;
  }

  /** One's own, or as received. */
  function trackOf(producerId: string): MediaStreamTrack | null {
    // Read for its change: the publisher itself is no reactive object.
    void published.value;
    return publisher.trackOf(producerId) ?? received.value.get(producerId) ?? null;
  }

  const me = computed(() => personOf(you.value?.id ?? null));
  const isHost = computed(() => you.value?.role === 'host');

  /** Does something that answers the stage. @returns why not, where it failed */
  async function act(work: () => Promise<StageView>): Promise<RequestFailure | null> {
    try {
      adopt(await work());
      return null;
    } catch (error) {
      return asFailure(error);
    }
  }

  /** Pressed once. Whoever else runs this session may have been quicker: then the stage is read anew. */
  async function command(name: StageCommand): Promise<RequestFailure | null> {
    if (busy.value) return null;
    busy.value = name;
    const failure = await act(() => commandStage(sessionId, name));
    if (failure?.code === 'session.wrong_state') await enter().catch(() => undefined);
    busy.value = null;
    return failure;
  }

  async function leave(): Promise<RequestFailure | null> {
    try {
      await leaveStage(sessionId);
    } catch (error) {
      return asFailure(error);
    }
    hasLeft.value = true;
    close();
    return null;
  }

  function close(): void {
    publisher.close();
    receiver.close();
    socket.close();
    follower.close();
    reachability.report('studio', true);
  }

  // Who is not on stage any more is not filmed any longer.
  watch([isRemoved, hasLeft, refusal], () => publisher.close());

  preloadWebRtc();
  socket.open();
  onScopeDispose(close);

  const state = {
    view,
    board,
    you,
    me,
    isHost,
    hands,
    received,
    linkExpiresAt,
    refusal,
    line,
    isCut,
    lacksPictures,
    isRemoved,
    hasLeft,
    nameAsked,
    busy,
  };
  return { sessionId, publisher, ...state, personOf, trackOf, act, command, leave };
}

export type Studio = ReturnType<typeof useStudio>;
