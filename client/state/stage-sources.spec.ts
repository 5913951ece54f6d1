import { describe, expect, it } from '@jest/globals';
import type { StageMaterial, StagePerson, StageTrack, StageView } from '../../src/contracts/index.js';
import { SCENE_LAYOUTS } from '../../src/contracts/vocabulary.js';
import { boxesOf, isFollowed, isSameScene, keyOf, sourcesOf } from './stage-sources.js';

const person = (id: string, more: Partial<StagePerson> = {}): StagePerson => ({
  id,
  role: 'speaker',
  name: `name of ${id}`,
  unit: '',
  place: 'on_stage',
  muted: false,
  present: true,
  ...more,
});
const track = (producerId: string, participantId: string | null, more: Partial<StageTrack> = {}): StageTrack => ({
  producerId,
  participantId,
  kind: 'video',
  source: 'camera',
  paused: false,
  onAir: false,
  ...more,
});
const material = (id: string, more: Partial<StageMaterial> = {}): StageMaterial => ({
  id,
  kind: 'slides',
  title: id,
  ownerId: null,
  pages: 3,
  uploaded: 3,
  page: 1,
  loop: false,
  ...more,
});
const stage = (more: Partial<StageView>): Pick<StageView, 'tracks' | 'people' | 'materials' | 'scene'> => ({
  tracks: [],
  people: [],
  materials: [],
  scene: null,
  ...more,
});
const keys = (more: Partial<StageView>) => sourcesOf(stage(more)).map(({ key }) => key);

describe('what can be put on air', () => {
  it('lists pictures person by person, then the encoder, then materials', () => {
    const tracks = [
      track('e', null, { source: 'encoder' }),
      track('b1', 'b'),
      track('b2', 'b', { source: 'screen' }),
      track('a1', 'a'),
      track('a2', 'a', { source: 'microphone', kind: 'audio' }),
      track('c', null, { source: 'composed' }),
    ];
    expect(keys({ tracks, people: [person('a'), person('b')], materials: [material('m')] })).toEqual([
      'camera:a',
      'camera:b',
      'screen:b',
      'encoder',
      'material:m',
    ]);
  });

  it('leaves out who waits backstage and what is paused', () => {
    const people = [person('a', { place: 'backstage' }), person('b')];
    expect(keys({ people, tracks: [track('1', 'a'), track('2', 'b', { paused: true })] })).toEqual([]);
  });

  it('takes the newest of two tracks of one camera', () => {
    const [only, ...others] = sourcesOf(
      stage({ people: [person('a')], tracks: [track('old', 'a'), track('new', 'a')] }),
    );
    expect([only?.producerId, others]).toEqual(['new', []]);
  });

  it('keeps what the scene names and does not come, with the name of whose it was', () => {
    const scene = { layout: 'single' as const, sources: [{ kind: 'camera' as const, participantId: 'a' }] };
    const also = [{ kind: 'camera' as const, participantId: 'a' }, { kind: 'encoder' as const }];
    const sources = sourcesOf(stage({ people: [person('a')], scene }), also);
    expect(sources.map(({ key, comes, name }) => [key, comes, name])).toEqual([
      ['camera:a', false, 'name of a'],
      ['encoder', false, ''],
    ]);
  });

  it('knows slides whose page has not come yet', () => {
    const materials = [material('m', { page: 3, uploaded: 2 }), material('n', { page: 2, uploaded: 2 })];
    expect(sourcesOf(stage({ materials })).map(({ comes }) => comes)).toEqual([false, true]);
  });
});

describe('a scene', () => {
  const camera = { kind: 'camera' as const, participantId: 'a' };
  const slides = { kind: 'material' as const, materialId: 'm' };

  it('is followed when all of it is seen', () => {
    const scene = { layout: 'inset' as const, sources: [slides, camera] };
    expect(isFollowed(scene, { sources: [slides, camera] })).toBe(true);
    expect(isFollowed(scene, { sources: [slides] })).toBe(false);
    expect(isFollowed(scene, null)).toBe(false);
  });

  it('is another one when large and small change places', () => {
    const scene = { layout: 'inset' as const, sources: [slides, camera] };
    expect(isSameScene(scene, { layout: 'inset', sources: [{ ...slides }, { ...camera }] })).toBe(true);
    expect(isSameScene(scene, { layout: 'inset', sources: [camera, slides] })).toBe(false);
    expect(isSameScene(null, null)).toBe(true);
    expect(isSameScene(scene, null)).toBe(false);
  });

  it('has a key for each of its sources', () => {
    expect([keyOf(camera), keyOf(slides), keyOf({ kind: 'encoder' })]).toEqual(['camera:a', 'material:m', 'encoder']);
  });

  it('has as many boxes as pictures', () => {
    expect(SCENE_LAYOUTS.map((layout) => boxesOf(layout).length)).toEqual([1, 2, 2]);
  });
});
