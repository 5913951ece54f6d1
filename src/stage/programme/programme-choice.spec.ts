import { describe, expect, it } from '@jest/globals';
import type { Scene, SceneSource } from '../../contracts/stage.contract.js';
import type { MediaSource, StagePlace } from '../../contracts/vocabulary.js';
import { chooseProgramme, type OwnedTrack } from './programme-choice.js';
import type { MaterialOnStage, StageMember, StageState } from './stage-states.read-model.js';

function track(producerId: string, source: MediaSource, owner: string | null = 'li', paused = false): OwnedTrack {
  const kind = source === 'microphone' || source === 'screen_audio' ? 'audio' : 'video';
  return { producerId, source, kind, paused, participantId: owner, flowing: true };
}

function member(id: string, place: StagePlace = 'on_stage', muted = false): StageMember {
  return { id, role: 'speaker', name: id, unit: '', place, muted };
}

const SLIDES: MaterialOnStage = {
  id: 'slides',
  kind: 'slides',
  title: '',
  ownerId: null,
  pages: 2,
  uploaded: 2,
  page: 1,
  loop: false,
  path: 'a/1.jpg',
};

function stage(change: Partial<StageState> = {}): StageState {
  const people = [member('li'), member('wang'), member('zhao', 'backstage')];
  return { air: 'live', live: true, scene: null, strip: true, people, materials: [SLIDES], ...change };
}

const scene = (layout: Scene['layout'], ...sources: SceneSource[]): Scene => ({ layout, sources });
const camera = (participantId: string): SceneSource => ({ kind: 'camera', participantId });
const shown = (...picked: Parameters<typeof chooseProgramme>) => chooseProgramme(...picked).picture;

describe('what goes on air when nobody directs by hand', () => {
  it('a shared screen comes before the camera, and all sound is heard', () => {
    const tracks = [
      track('cam', 'camera'),
      track('mic', 'microphone'),
      track('scr', 'screen'),
      track('sys', 'screen_audio'),
    ];
    expect(chooseProgramme(tracks, stage())).toMatchObject({
      picture: { producerId: 'scr' },
      audio: ['mic', 'sys'],
      shot: { layout: 'single', sources: [{ kind: 'screen', participantId: 'li' }] },
    });
  });

  it('of two cameras the newer one', () => {
    const tracks = [track('old', 'camera'), track('new', 'camera', 'wang')];
    expect(shown(tracks, stage())).toEqual({ producerId: 'new' });
  });

  it('a switched-off screen gives way to the camera', () => {
    expect(shown([track('cam', 'camera'), track('scr', 'screen', 'li', true)], stage())).toEqual({ producerId: 'cam' });
  });

  it('an encoder needs nobody to bring it on, sound alone is a programme, too', () => {
    expect(shown([track('enc', 'encoder', null)], stage())).toEqual({ producerId: 'enc' });
    expect(chooseProgramme([track('mic', 'microphone')], stage())).toMatchObject({ picture: null, audio: ['mic'] });
  });

  it('nothing while nothing is on air', () => {
    const tracks = [track('cam', 'camera'), track('mic', 'microphone')];
    expect(chooseProgramme(tracks, stage({ air: 'off' }))).toMatchObject({ picture: null, audio: [], shot: null });
  });
});

describe('who is on stage', () => {
  it('backstage one is neither seen nor heard', () => {
    const tracks = [track('cam', 'camera', 'zhao'), track('mic', 'microphone', 'zhao')];
    expect(chooseProgramme(tracks, stage())).toMatchObject({ picture: null, audio: [] });
    const asked = stage({ scene: scene('single', camera('zhao')) });
    expect(shown(tracks, asked)).toBeNull();
  });

  it('whoever is not on this stage at all is not either', () => {
    expect(shown([track('cam', 'camera', 'stranger'), track('other', 'camera', null)], stage())).toBeNull();
  });

  it('whom the host mutes nobody hears, wherever they are', () => {
    const people = [member('li', 'on_stage', true), member('wang'), member('zhao', 'backstage', true)];
    const tracks = ['li', 'wang', 'zhao'].map((id) => track(`mic-${id}`, 'microphone', id));
    expect(chooseProgramme(tracks, stage({ people }))).toMatchObject({
      audio: ['mic-wang'],
      silenced: ['mic-li', 'mic-zhao'],
    });
  });
});

describe('a scene', () => {
  const tracks = [track('li-cam', 'camera'), track('wang-cam', 'camera', 'wang'), track('li-scr', 'screen')];

  it('of one camera passes as it is', () => {
    expect(shown(tracks, stage({ scene: scene('single', camera('li')) }))).toEqual({ producerId: 'li-cam' });
  });

  it('of slides with a speaker in the corner is composed', () => {
    const slides: SceneSource = { kind: 'material', materialId: 'slides' };
    const picked = chooseProgramme(tracks, stage({ scene: scene('inset', slides, camera('wang')) }));
    expect(picked.picture).toMatchObject({
      layers: [
        { source: { kind: 'picture', path: 'a/1.jpg' }, box: { x: 0, width: 1 }, fit: 'contain' },
        { source: { kind: 'producer', producerId: 'wang-cam' }, fit: 'cover' },
      ],
    });
    expect(picked.shot).toEqual({ layout: 'inset', sources: [slides, camera('wang')] });
  });

  it('whose corner is empty shows the large picture alone', () => {
    const wanted = scene('inset', { kind: 'screen', participantId: 'li' }, camera('zhao'));
    expect(chooseProgramme(tracks, stage({ scene: wanted }))).toMatchObject({
      picture: { producerId: 'li-scr' },
      shot: { layout: 'single', sources: [{ kind: 'screen', participantId: 'li' }] },
    });
  });

  it('whose pictures are all gone gives way to the automatic choice', () => {
    const without = tracks.filter(({ participantId }) => participantId !== 'wang');
    expect(shown(without, stage({ scene: scene('single', camera('wang')) }))).toEqual({ producerId: 'li-scr' });
  });

  it('with a page that is not uploaded yet waits with what there is', () => {
    const materials = [{ ...SLIDES, path: null }];
    const wanted = scene('inset', { kind: 'material', materialId: 'slides' }, camera('li'));
    expect(shown(tracks, stage({ materials, scene: wanted }))).toEqual({ producerId: 'li-cam' });
  });
});
