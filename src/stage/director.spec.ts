import { describe, expect, it } from '@jest/globals';
import { LiveRoom, NOTHING_ON_AIR, type ProgrammeChoice } from '../rooms/live-room.js';
import type { LiveRooms } from '../rooms/live-rooms.service.js';
import { Director } from './director.service.js';
import type { Airing } from './programme/airing.service.js';
import type { StageState, StageStates } from './programme/stage-states.read-model.js';

const ID = '01900000-0000-7000-8000-00000000aaaa';
const turns = () => new Promise((resolve) => setTimeout(resolve, 20));
const CAMERA: ProgrammeChoice = { video: 'cam', audio: [] };

function state(air: StageState['air']): StageState {
  return { air, live: air === 'live', scene: null, strip: true, people: [], materials: [] };
}

/** One session whose reading from the database can be held back. */
function scene() {
  const room = new LiveRoom(ID);
  const chosen: ProgrammeChoice[] = [];
  let read: (stage: StageState) => void = () => undefined;
  let [held, away] = [false, false];
  let stage = state('live');
  const states = {
    running: () => Promise.resolve(stage.live ? [ID] : []),
    of: () => {
      if (away) return Promise.reject(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
      return held ? new Promise<StageState>((resolve) => (read = resolve)) : Promise.resolve(stage);
    },
  } as unknown as StageStates;
  const rooms = {
    onChange: () => undefined,
    get: () => room,
    choose: (_id: string, choice: ProgrammeChoice) => {
      chosen.push(choice);
      return Promise.resolve();
    },
  } as unknown as LiveRooms;
  const airing = {
    apply: async (_id: string, { air }: StageState, stands: () => boolean) => {
      await turns();
      if (stands()) chosen.push(air === 'live' ? CAMERA : NOTHING_ON_AIR);
    },
    close: () => undefined,
  } as unknown as Airing;
  return {
    director: new Director(states, rooms, airing),
    chosen,
    hold: () => (held = true),
    release: (older: StageState) => {
      held = false;
      read(older);
    },
    become: (next: StageState) => (stage = next),
    goAway: () => (away = true),
  };
}

describe('the director', () => {
  it('is dark at once when the session ends, also while it was about to put something on air', async () => {
    const { director, chosen } = scene();
    await director.follow(ID);
    void director.follow(ID);
    await director.release(ID);
    await turns();
    await turns();
    expect(chosen).toEqual([CAMERA, NOTHING_ON_AIR]);
  });

  it('a reading of the database that is older than the end does not put the session back on air', async () => {
    const { director, chosen, hold, release } = scene();
    await director.follow(ID);
    hold();
    const following = director.follow(ID);
    await director.release(ID);
    release(state('live'));
    await following;
    await turns();
    expect(chosen.at(-1)).toEqual(NOTHING_ON_AIR);
    director.onApplicationShutdown();
  });

  it('follows what changes while it is busy', async () => {
    const { director, chosen, become } = scene();
    const first = director.follow(ID);
    become(state('rehearsal'));
    await Promise.all([first, director.follow(ID)]);
    expect(chosen.at(-1)).toEqual(NOTHING_ON_AIR);
  });

  it('keeps on with what it knows while the database is away', async () => {
    const { director, chosen, goAway } = scene();
    await director.follow(ID);
    goAway();
    await director.follow(ID);
    expect(chosen).toEqual([CAMERA, CAMERA]);
    director.onApplicationShutdown();
  });
});
