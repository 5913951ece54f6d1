import { describe, expect, it } from '@jest/globals';
import type { SessionStates } from '../events/sessions/session-states.service.js';
import { LiveRoom, type ProgrammeChoice } from '../rooms/live-room.js';
import type { LiveRooms } from '../rooms/live-rooms.service.js';
import { Director } from './director.service.js';

const ID = '01900000-0000-7000-8000-00000000aaaa';
const turns = () => new Promise((resolve) => setTimeout(resolve, 20));

/** One session whose reading from the database can be held back, in a room with a camera. */
function scene() {
  const room = new LiveRoom(ID);
  const camera = { peerId: 'p', producerId: 'cam', kind: 'video', source: 'camera' } as const;
  room.apply({ seq: 1, at: '', fact: 'producer.opened', roomId: ID, ...camera });
  const chosen: ProgrammeChoice[] = [];
  let read: (rows: { id: string; onAir: 'on' }[]) => void = () => undefined;
  let held = false;
  const states = {
    liveNow: () => (held ? new Promise((resolve) => (read = resolve)) : Promise.resolve([])),
  } as unknown as SessionStates;
  const rooms = {
    onChange: () => undefined,
    open: () => Promise.resolve(room),
    openProgramme: () => Promise.resolve(),
    choose: (_id: string, choice: ProgrammeChoice) => {
      room.choose(choice);
      chosen.push(choice);
      return Promise.resolve();
    },
  } as unknown as LiveRooms;
  const hold = () => (held = true);
  const release = (rows: { id: string; onAir: 'on' }[]) => {
    held = false;
    read(rows);
  };
  return { director: new Director(states, rooms), chosen, hold, release };
}

describe('the director', () => {
  it('is dark at once when the session ends', async () => {
    const { director, chosen } = scene();
    director.setOnAir(ID, 'on');
    await turns();
    await director.release(ID);
    expect(chosen).toEqual([
      { video: 'cam', audio: [] },
      { video: null, audio: [] },
    ]);
  });

  it('a reading of the database that is older than the end does not put the session back on air', async () => {
    const { director, chosen, hold, release } = scene();
    director.setOnAir(ID, 'on');
    await turns();
    hold();
    const reading = director.onApplicationBootstrap();
    await director.release(ID);
    release([{ id: ID, onAir: 'on' }]);
    await reading;
    await turns();
    expect(chosen.at(-1)).toEqual({ video: null, audio: [] });
    director.onApplicationShutdown();
  });
});
