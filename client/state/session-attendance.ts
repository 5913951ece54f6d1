import { computed, watch, type Ref } from 'vue';
import type { BeatAnswer, BeatRequest, SessionBoard, WatchWay } from '../../src/contracts/index.js';
import { request } from '../connection/http.js';
import { asFailure } from '../connection/failure.js';
import type { LineState, SendCommand } from '../connection/socket.js';
import { Alarm } from '../media/alarm.js';
import type { PlayerFacts } from '../media/programme-player.js';
import { Attendance } from './attendance.js';
import { channelCode } from './channel.js';

const DEADLINE_MS = 8_000;

interface Watched {
  board: Ref<SessionBoard | null>;
  facts: Ref<PlayerFacts>;
  line: Ref<LineState>;
  isGated: Ref<boolean>;
  send: SendCommand;
}

/** Lets the server know that a page shows the session, and what of it is played; until it is closed. */
export function attendSession(sessionId: string, { board, facts, line, isGated, send }: Watched): () => void {
  const address = `/api/sessions/${sessionId}/beats`;
  const alarm = new Alarm(() => attendance.ring());

  /** A page begins over HTTP, where its cookies tell who it is; the socket is cheaper for what follows. */
  async function sendBeat(body: BeatRequest): Promise<BeatAnswer> {
    if (body.ticket !== undefined && line.value === 'online') {
      try {
        return await send('attendance.beat', body);
      } catch (error) {
        const { kind, code } = asFailure(error);
        if (kind === 'problem' && code !== 'attendance.ticket_expired') throw error;
      }
    }
    return request<BeatAnswer>(address, { method: 'POST', body, deadlineMs: DEADLINE_MS });
  }

  const attendance = new Attendance(
    {
      send: sendBeat,
      beacon: (body) =>
        void navigator.sendBeacon?.(address, new Blob([JSON.stringify(body)], { type: 'application/json' })),
      alarm: (ms) => alarm.set(ms),
    },
    channelCode,
  );

  const way = computed((): WatchWay => {
    const { mode, path } = facts.value;
    if (mode === 'replay') return 'recording';
    return mode === 'live' && path === 'webrtc' ? 'webrtc' : 'hls';
  });
  const playing = computed(() => facts.value.path !== null && facts.value.phase === 'playing');
  const present = computed(() => {
    const state = board.value?.state;
    if (isGated.value) return false;
    // A replay's page that nobody plays attends nothing; the page of a session on air is a seat in the hall.
    return state === 'live' || (state === 'replay' && playing.value);
  });
  watch([present, playing, way], () =>
    attendance.show({ present: present.value, playing: playing.value, way: way.value }),
  );

  const leave = () => attendance.leave();
  addEventListener('pagehide', leave);
  return () => {
    removeEventListener('pagehide', leave);
    attendance.close();
    alarm.close();
  };
}
