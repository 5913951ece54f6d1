import { describe, expect, it } from '@jest/globals';
import { Clock } from '../../infra/clock.js';
import type { Composing } from '../../rooms/composing.service.js';
import { LiveRoom, type ProgrammeChoice } from '../../rooms/live-room.js';
import type { LiveRooms } from '../../rooms/live-rooms.service.js';
import type { RoomPeers } from '../../rooms/room-peers.service.js';
import { Airing } from './airing.service.js';
import type { Shots } from './shots.service.js';
import type { StageState } from './stage-states.read-model.js';

const ID = '01900000-0000-7000-8000-00000000aaaa';
const camera = (participantId: string) => ({ kind: 'camera' as const, participantId });
const member = (id: string) => ({ id, role: 'speaker' as const, name: id, unit: '', muted: false });

/** Two people on stage with a camera each, in a scene of both. */
const STAGE: StageState = {
  air: 'live',
  live: true,
  scene: { layout: 'inset', sources: [camera('li'), camera('wang')] },
  strip: true,
  people: [
    { ...member('li'), place: 'on_stage' },
    { ...member('wang'), place: 'on_stage' },
  ],
  materials: [],
};

function scene(composes: boolean, cut = false) {
  const room = new LiveRoom(ID);
  for (const peerId of ['li', 'wang']) {
    const track = { peerId, producerId: `${peerId}-cam`, kind: 'video', source: 'camera' } as const;
    room.apply({ seq: 1, at: '', fact: 'producer.opened', roomId: ID, ...track });
  }
  const chosen: ProgrammeChoice[] = [];
  const rooms = {
    open: () => Promise.resolve(room),
    get: () => room,
    isCut: () => cut,
    openProgramme: () => Promise.resolve(),
    choose: (_id: string, choice: ProgrammeChoice) => Promise.resolve(void chosen.push(choice)),
    describe: (_id: string, told: object) => Object.assign(room, told),
  } as unknown as LiveRooms;
  const composing = {
    show: () => (composes ? Promise.resolve({ video: 'composed', audio: 'clip' }) : Promise.reject(new Error('no'))),
    release: () => undefined,
  } as unknown as Composing;
  const peers = { participantOf: (_room: string, peerId: string) => peerId } as unknown as RoomPeers;
  const shots = { tell: () => undefined } as unknown as Shots;
  const clock = new Clock();
  return { airing: new Airing(rooms, peers, composing, shots, clock), chosen, room, clock };
}

describe('putting a scene on air', () => {
  it('of two cameras is composed, with both names on it', async () => {
    const { airing, chosen, room } = scene(true);
    await airing.apply(ID, STAGE, () => true);
    expect(chosen).toEqual([{ video: 'composed', audio: [] }]);
    expect(room.strip?.people.map(({ name }) => name)).toEqual(['li', 'wang']);
  });

  it('that cannot be composed shows its large picture, and is tried again', async () => {
    const { airing, chosen } = scene(false);
    await expect(airing.apply(ID, STAGE, () => true)).rejects.toThrow('no');
    expect(chosen).toEqual([{ video: 'li-cam', audio: [] }]);
  });

  it('that is not wanted any more changes nothing', async () => {
    const { airing, chosen } = scene(true);
    await airing.apply(ID, STAGE, () => false);
    expect(chosen).toEqual([]);
  });

  it('of a session that was cut goes nowhere', async () => {
    const { airing, chosen } = scene(true, true);
    await airing.apply(ID, STAGE, () => true);
    expect(chosen).toEqual([]);
  });

  it('has names from when they are switched on; a corrected one holds for the whole shot', async () => {
    const { airing, room, clock } = scene(true);
    const namesAt = async (seconds: number, change: Partial<StageState>) => {
      clock.now = () => new Date(seconds * 1000);
      await airing.apply(ID, { ...STAGE, ...change }, () => true);
      return room.strip && [Date.parse(room.strip.since) / 1000, ...room.strip.people.map(({ name }) => name)];
    };
    expect(await namesAt(10, { strip: false })).toBeNull();
    expect(await namesAt(25, {})).toEqual([25, 'li', 'wang']);
    const [li, wang] = STAGE.people;
    const people = [{ ...li!, name: '李敏' }, wang!];
    expect(await namesAt(30, { people })).toEqual([25, '李敏', 'wang']);
    expect(await namesAt(40, { people, strip: false })).toBeNull();
    expect(await namesAt(50, { people })).toEqual([50, '李敏', 'wang']);
  });

  it('in a rehearsal is marked for the stage and received by nobody', async () => {
    const { airing, chosen, room } = scene(true);
    await airing.apply(ID, { ...STAGE, air: 'rehearsal', live: false }, () => true);
    expect(chosen).toEqual([]);
    expect(room.isShown('composed')).toBe(true);
    expect(room.strip).toBeNull();
  });
});
