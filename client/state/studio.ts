import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { EnterStageAnswer, MediaJson, SessionBoard, StageView } from '../../src/contracts/index.js';
import { commandStage, enterStage, fetchBoard, showAgendaItem } from '../connection/api.js';
import type { StageCommand } from '../connection/api.js';
import { BoardFollower } from '../connection/board-follower.js';
import { asFailure } from '../connection/failure.js';
import type { RequestFailure } from '../connection/failure.js';
import { TicketedSocket } from '../connection/socket.js';
import type { LineState } from '../connection/socket.js';
import { playerState } from '../media/player-state.js';
import { IDLE_FACTS, ProgrammePlayer } from '../media/programme-player.js';
import type { PlayerFacts } from '../media/programme-player.js';
import { Publisher } from '../media/publisher.js';
import { loadDevice, preloadWebRtc } from '../media/webrtc-device.js';
import { setServerTime } from './clock.js';
import { useReachability } from './reachability.js';

/** The host's side of one session: the right to be here, the stage as the server sees it, publishing, the programme. */
export function useStudio(sessionId: string, firstLink: string | undefined) {
  const view = shallowRef<StageView | null>(null);
  const board = shallowRef<SessionBoard | null>(null);
  const linkExpiresAt = ref('');
  const refusal = shallowRef<RequestFailure | null>(null);
  const line = ref<LineState>('connecting');
  /** A host has removed this person from the stage. */
  const isRemoved = ref(false);
  const busy = ref<StageCommand | null>(null);
  const facts = shallowRef<PlayerFacts>({ ...IDLE_FACTS });
  const reachability = useReachability();
  let link = firstLink;
  let capabilities: MediaJson | null = null;
  let player: ProgrammePlayer | null = null;

  const follower = new BoardFollower(
    (version) => fetchBoard(sessionId, version),
    (newest) => (board.value = newest),
  );

  function adopt(newest: StageView): void {
    view.value = newest;
    setServerTime(newest.session.now);
    follower.adopt(newest.board);
  }

  /** By the link the first time, afterwards by the cookie that it left. */
  async function enter(): Promise<string> {
    const entered: EnterStageAnswer = await enterStage(sessionId, link);
    link = undefined;
    capabilities = entered.rtpCapabilities;
    linkExpiresAt.value = entered.linkExpiresAt;
    adopt(entered);
    return entered.ticket;
  }

  const socket = new TicketedSocket(enter);
  const publisher = new Publisher(socket.send, () => capabilities);
  socket.news.on('tick', (tick) => follower.tick(tick));
  socket.news.on('stage.changed', adopt);
  socket.news.on('programme.changed', () => void player?.live?.programmeChanged());
  socket.news.on('media.reset', () => {
    player?.live?.mediaReset();
    void publisher.rebuild().catch(() => undefined);
  });
  socket.news.on('refused', (failure) => (refusal.value = failure));
  socket.news.on('goodbye', ({ reason, retry }) => (isRemoved.value = !retry && reason === 'removed'));
  socket.news.on('line', (state) => {
    line.value = state;
    follower.poll(state === 'retrying');
    if (state !== 'online') return;
    void publisher.lineBack().catch(() => undefined);
    void player?.live?.lineBack();
    settle();
  });
  watch(line, (state) => reachability.report('studio', state !== 'retrying'));

  /** The programme as the audience receives it; only a live session has one. */
  function settle(): void {
    const isLive = board.value?.state === 'live';
    if (!player) return;
    if (!isLive && facts.value.path !== null) return player.stop();
    if (!isLive || facts.value.path !== null || line.value !== 'online' || !capabilities) return;
    const device = loadDevice(capabilities);
    player.playLive({
      playback: 'webrtc',
      device,
      liveUrl: view.value?.session.streams.live ?? '',
      send: socket.send,
    });
  }

  watch(board, (newest) => {
    if (!newest) return;
    const { hasVideo, hasAudio, interrupted, broadcastReady } = newest.feed;
    player?.expect(newest.onAir === 'on' && (hasVideo || hasAudio) && !interrupted, broadcastReady);
    settle();
  });

  /** Pressed once. Whoever else runs this session may have been quicker: then the stage is read anew. */
  async function command(name: StageCommand): Promise<RequestFailure | null> {
    if (busy.value) return null;
    busy.value = name;
    try {
      adopt(await commandStage(sessionId, name));
      return null;
    } catch (error) {
      const failure = asFailure(error);
      if (failure.code === 'session.wrong_state') await enter().catch(() => undefined);
      return failure;
    } finally {
      busy.value = null;
    }
  }

  /** Shows an agenda item to the audience (正在推介), or none. */
  async function show(itemId: string | null): Promise<RequestFailure | null> {
    try {
      adopt(await showAgendaItem(sessionId, itemId));
      return null;
    } catch (error) {
      return asFailure(error);
    }
  }

  function attach(video: HTMLVideoElement): void {
    player = new ProgrammePlayer(
      video,
      (told) => (facts.value = told),
      () => undefined,
    );
    settle();
  }

  function close(): void {
    publisher.close();
    socket.close();
    follower.close();
    player?.stop();
    player = null;
    reachability.report('studio', true);
  }

  preloadWebRtc();
  socket.open();
  onScopeDispose(close);

  const pictureState = computed(() =>
    playerState({
      board: board.value,
      mode: 'live',
      path: facts.value.path,
      phase: facts.value.phase,
      reachable: reachability.online && line.value !== 'retrying',
    }),
  );

  const state = { view, board, linkExpiresAt, refusal, line, isRemoved, busy, facts, pictureState };
  return { sessionId, publisher, ...state, command, show, attach };
}

export type Studio = ReturnType<typeof useStudio>;
