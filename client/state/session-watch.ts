import { computed, effectScope, ref, shallowRef, watch } from 'vue';
import type { JoinSessionAnswer, SessionBoard, SessionPage } from '../../src/contracts/index.js';
import { fetchBoard, fetchSession, joinSession } from '../connection/api.js';
import { BoardFollower } from '../connection/board-follower.js';
import { asFailure } from '../connection/failure.js';
import type { RequestFailure } from '../connection/failure.js';
import { between, pause, retrying } from '../connection/retry.js';
import { TicketedSocket } from '../connection/socket.js';
import type { LineState } from '../connection/socket.js';
import { playerState } from '../media/player-state.js';
import { IDLE_FACTS, ProgrammePlayer } from '../media/programme-player.js';
import type { PlayerFacts } from '../media/programme-player.js';
import type { Device } from 'mediasoup-client';
import { canWebRtc, loadDevice, preloadWebRtc } from '../media/webrtc-device.js';
import { channelCode } from './channel.js';
import { setServerTime } from './clock.js';
import { ownHand } from './own-hand.js';
import { attendSession } from './session-attendance.js';
import { positionOf, rememberPosition } from './positions.js';
import { useReachability } from './reachability.js';

/** A crowd that waited together for the start must not ask for the page in one instant. */
const CROWD_JITTER_MS = 1500;
/** A socket that has not come up by then may be blocked: the broadcast needs none. */
const SOCKET_PATIENCE_MS = 3000;
const WITHDRAWN_MS = [1000, 2000] as const;
const GATED_POLL_MS = [20_000, 40_000] as const;

export type SessionWatch = ReturnType<typeof watchSession>;

let watches = 0;

/**
 * One session being watched: its page, board, socket and player, joined together. It lives outside of pages, so that
 * the picture goes on in the small player when the page is left.
 */
export function watchSession(sessionId: string, link: string | undefined) {
  const scope = effectScope(true);
  const built = scope.run(() => build(sessionId, link)) as ReturnType<typeof build>;
  const close = () => {
    built.close();
    scope.stop();
  };
  watches += 1;
  return { ...built, close, serial: watches };
}

function build(sessionId: string, link: string | undefined) {
  const page = shallowRef<SessionPage | null>(null);
  const board = shallowRef<SessionBoard | null>(null);
  const failure = shallowRef<RequestFailure | null>(null);
  const line = ref<LineState>('connecting');
  const facts = shallowRef<PlayerFacts>({ ...IDLE_FACTS });
  const resumedAt = ref(0);
  /** Whether the server answers polls while the socket is away. */
  const polled = ref(true);
  const reachability = useReachability();
  const closing = new AbortController();
  const { signal } = closing;
  let player: ProgrammePlayer | null = null;
  let answer: JoinSessionAnswer | null = null;
  let device: Promise<Device> | null = null;
  let patient = true;
  let sawLive = false;
  /** Where a link (`?t=`) wants the replay to begin. */
  let wantedAt: number | null = null;
  /** What the news of a cut (紧急切断) said, until the board says the same: a board on its way may be older. */
  const cutNews = ref<boolean | null>(null);
  const isCut = computed(() => cutNews.value ?? board.value?.cut ?? false);

  const follower = new BoardFollower(
    (version) => fetchBoard(sessionId, version),
    (newest) => (board.value = newest),
    (answered) => (polled.value = answered),
  );

  const isLive = computed(() => board.value?.state === 'live');
  const hand = ownHand(sessionId, { line, isLive, signal });

  async function join(): Promise<string> {
    const joined = await joinSession(sessionId, { webrtc: canWebRtc(), link, channel: channelCode() });
    answer = joined;
    performance.mark('yq:joined');
    // Loading takes as long as the socket's handshake; together they cost one of the two.
    if (joined.rtpCapabilities && canWebRtc()) device ??= loadDevice(joined.rtpCapabilities);
    follower.adopt(joined.board);
    settle();
    return joined.ticket;
  }

  let socket = connect();

  /** Not opened yet. After a refusal that no longer holds there is another one: a refused socket stays closed. */
  function connect(): TicketedSocket {
    const made = new TicketedSocket(join);
    made.news.on('tick', (tick) => follower.tick(tick));
    made.news.on('programme.changed', () => void player?.live?.programmeChanged());
    made.news.on('session.cut', ({ cut }) => (cutNews.value = cut));
    made.news.on('hand.changed', hand.adopt);
    made.news.on('media.reset', () => player?.live?.mediaReset());
    made.news.on('refused', onRefused);
    made.news.on('line', onLine);
    return made;
  }

  function onRefused(refusal: RequestFailure): void {
    // A session that is over or called off may have nothing to join; its page and board still tell everything.
    if (refusal.problem?.status === 409) return void follower.refresh();
    // The page comes to everybody and says what is asked for first; it is asked anew if it let us in before.
    if (page.value && !isGated.value) {
      failure.value = refusal;
      void loadPage();
    }
  }

  function onLine(state: LineState): void {
    const wasAway = line.value === 'retrying';
    line.value = state;
    follower.poll(state === 'retrying');
    if (state === 'retrying') player?.live?.lineDown();
    if (state === 'online') {
      performance.mark('yq:online');
      if (wasAway) void player?.live?.lineBack();
      void follower.refresh();
    }
    settle();
  }

  /** Starts what should be playing and is not. Called whenever one of its conditions has come true. */
  function settle(): void {
    if (!player || !board.value || isCut.value || facts.value.path !== null) return;
    const { state } = board.value;
    if (state === 'live') playLive();
    // Who watched it to its end is not thrown back to its beginning; a button offers the replay.
    if (state === 'replay' && page.value && !sawLive) playReplay(wantedAt ?? undefined);
  }

  function playLive(): void {
    if (!player || !answer) return;
    const { playback, streams } = answer;
    if (playback === 'webrtc' && line.value === 'connecting' && patient) return;
    const byWebRtc = playback === 'webrtc' && line.value === 'online';
    player.playLive({
      playback: byWebRtc ? 'webrtc' : 'hls',
      device,
      liveUrl: streams.live,
      send: socket.send,
    });
  }

  function playReplay(from = positionOf(sessionId)): void {
    if (!player || !page.value || page.value.replayHidden || isCut.value) return;
    resumedAt.value = wantedAt === null ? from : 0;
    wantedAt = null;
    player.playRecording(page.value.streams.dvr, 'replay', from);
  }

  /** The replay from there: a chapter that was pressed. */
  function jumpTo(seconds: number): void {
    if (facts.value.mode === 'replay' && facts.value.path !== null) player?.seek(seconds);
    else playReplay(seconds);
  }

  /** The replay, which has not begun yet, begins there; one that plays jumps. */
  function beginAt(seconds: number): void {
    if (facts.value.mode === 'replay' && facts.value.path !== null) return jumpTo(seconds);
    wantedAt = seconds;
  }

  /** A live session from its beginning, while it goes on. */
  function playFromStart(): void {
    if (!player || !page.value || isCut.value) return;
    socket.send('media.leave', {}).catch(() => undefined);
    player.playRecording(page.value.streams.dvr, 'dvr', 0);
  }

  function backToLive(): void {
    player?.stop();
    playLive();
  }

  async function loadPage(): Promise<void> {
    try {
      page.value = await retrying(() => fetchSession(sessionId, link), { tries: 3, signal });
      setServerTime(page.value.now);
      failure.value = null;
      settle();
    } catch (error) {
      if (!signal.aborted) failure.value = asFailure(error);
    }
  }

  /** State, start and replay also stand on the page: it is fetched anew when the board says that they moved. */
  async function onStateMoved(state: SessionBoard['state']): Promise<void> {
    await pause(between(0, CROWD_JITTER_MS), { signal });
    if (signal.aborted) return;
    if (state === 'live' && !device) await join().catch(() => undefined);
    await loadPage();
  }

  function expectPicture(): void {
    const newest = board.value;
    if (!newest) return;
    const { hasVideo, hasAudio, interrupted, broadcastReady } = newest.feed;
    player?.expect(newest.onAir === 'on' && (hasVideo || hasAudio) && !interrupted, broadcastReady);
  }

  watch(
    () => board.value?.state,
    (state, before) => void (state && before && onStateMoved(state)),
  );
  watch(board, (newest) => {
    if (newest?.cut === cutNews.value) cutNews.value = null;
    sawLive ||= newest?.state === 'live';
    expectPicture();
    settle();
  });
  /** Dark in this very moment: no last frame, nothing that is still in the buffer. */
  watch(
    isCut,
    (cut) => {
      if (cut) player?.stop();
      else settle();
    },
    { flush: 'sync' },
  );

  /** The origin refused what was playing. The board says why; without an answer it stays dark and asks again. */
  async function onWithdrawn(): Promise<void> {
    await follower.refresh();
    await pause(between(...WITHDRAWN_MS), { signal });
    if (!signal.aborted) settle();
  }

  /** The session's access asks for something first: registration, a code, a phone on the list. */
  const isGated = computed(() => page.value?.entry.allowed === false);
  const stopAttending = attendSession(sessionId, {
    ...{ board, facts, line, isGated },
    send: (name, body) => socket.send(name, body),
  });
  watch(isGated, (gated) => {
    if (gated) void followPage();
    else enter();
  });
  /** The end: WebRTC stops with it; the broadcast, which lags, plays to its own end first. */
  const isOver = computed(() => board.value?.state === 'ended' || board.value?.state === 'replay');
  watch([isOver, facts], ([over, { mode, path, phase }]) => {
    if (!over || mode !== 'live' || path === null) return;
    if (path === 'webrtc' || phase === 'finished' || phase === 'buffering') player?.stop();
  });
  const answers = computed(() => line.value !== 'retrying' || polled.value);
  watch(answers, (does) => reachability.report(`session ${sessionId}`, does));

  const state = computed(() =>
    playerState({
      board: board.value,
      mode: facts.value.mode,
      path: facts.value.path,
      phase: facts.value.phase,
      reachable: reachability.online && answers.value,
      cut: isCut.value,
    }),
  );

  function open(): void {
    performance.mark('yq:play');
    preloadWebRtc();
    openSocket();
    void loadPage();
  }

  function openSocket(): void {
    patient = true;
    socket.open();
    void pause(SOCKET_PATIENCE_MS, { signal }).then(() => {
      patient = false;
      settle();
    });
  }

  /** What was asked for has been given: a refused socket stays closed, so there is a new one. */
  function enter(): void {
    socket.close();
    socket = connect();
    line.value = 'connecting';
    openSocket();
  }

  /** While not let in there is no board: the page tells when the session begins, or that one may come in by now. */
  async function followPage(): Promise<void> {
    while (isGated.value && !signal.aborted) {
      await pause(between(...GATED_POLL_MS), { signal });
      if (isGated.value && document.visibilityState === 'visible') await loadPage();
    }
  }

  /** Gives the session the element to play in; what it is doing then stands in `facts`. */
  function attach(video: HTMLVideoElement, onSwitching: () => void): ProgrammePlayer {
    player?.stop();
    const made = new ProgrammePlayer(
      video,
      (told) => (facts.value = told),
      onSwitching,
      () => void onWithdrawn(),
    );
    player = made;
    video.addEventListener('timeupdate', () => {
      if (facts.value.mode === 'replay') rememberPosition(sessionId, video);
    });
    expectPicture();
    settle();
    return made;
  }

  /** After an error: everything anew, as if the page had just been opened. */
  function retry(): void {
    failure.value = null;
    player?.stop();
    void loadPage();
  }

  function close(): void {
    closing.abort();
    stopAttending();
    socket.close();
    follower.close();
    player?.stop();
    player = null;
    reachability.report(`session ${sessionId}`, true);
  }

  const told = { page, board, failure, line, facts, state, isGated, resumedAt, hand };
  const controls = { playReplay, jumpTo, beginAt, playFromStart, backToLive, retry, reload: loadPage };
  return { sessionId, link, ...told, open, attach, close, ...controls };
}
