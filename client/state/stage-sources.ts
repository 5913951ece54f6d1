import type {
  Scene,
  SceneSource,
  StageMaterial,
  StagePerson,
  StageTrack,
  StageView,
} from '../../src/contracts/index.js';
import type { SceneLayout, StageRole } from '../../src/contracts/vocabulary.js';

/** One picture that the director can put on air. */
export interface StageSource {
  /** The same for the same source, whatever comes and goes beside it. */
  key: string;
  source: SceneSource;
  /** Of the track that carries it now; null: a material, or nothing comes. */
  producerId: string | null;
  /** Whose camera or screen, or the title of a material. */
  name: string;
  /** Of the person whose camera or screen it is. */
  role: StageRole | null;
  material: StageMaterial | null;
  /** Whether it would be seen if it were chosen. */
  comes: boolean;
}

type Stage = Pick<StageView, 'tracks' | 'people' | 'materials' | 'scene'>;

export const keyOf = ({ kind, participantId, materialId }: SceneSource): string =>
  [kind, participantId ?? materialId ?? ''].filter(Boolean).join(':');

/**
 * Everything that can be put on air: pictures of the people on stage in their order, an encoder, materials. What the
 * scene names is among them also when it does not come at the moment.
 */
export function sourcesOf(stage: Stage, also: readonly SceneSource[] = []): StageSource[] {
  const coming = [...picturesOf(stage), ...stage.materials.map(ofMaterial)];
  const wanted = [...(stage.scene?.sources ?? []), ...also];
  const gone = wanted.filter((source) => !coming.some(({ key }) => key === keyOf(source)));
  const fresh = gone.filter((source, index) => gone.findIndex((other) => keyOf(other) === keyOf(source)) === index);
  return [...coming, ...fresh.map((source) => missing(source, stage))];
}

function picturesOf({ tracks, people }: Stage): StageSource[] {
  const videos = tracks.filter(({ kind, paused }) => kind === 'video' && !paused);
  const own = people
    .filter(({ place }) => place === 'on_stage')
    .flatMap((person) =>
      (['camera', 'screen'] as const).flatMap((kind) => {
        const track = newest(videos, ({ source, participantId }) => source === kind && participantId === person.id);
        return track ? [picture({ kind, participantId: person.id }, track.producerId, person)] : [];
      }),
    );
  const encoder = newest(videos, ({ source }) => source === 'encoder');
  return [...own, ...(encoder ? [picture({ kind: 'encoder' }, encoder.producerId, null)] : [])];
}

const whose = (person: StagePerson | null): Pick<StageSource, 'name' | 'role'> => ({
  name: person?.name ?? '',
  role: person?.role ?? null,
});

const newest = (tracks: StageTrack[], isIt: (track: StageTrack) => boolean): StageTrack | undefined =>
  tracks.filter(isIt).at(-1);

const picture = (source: SceneSource, producerId: string, person: StagePerson | null): StageSource => ({
  key: keyOf(source),
  source,
  producerId,
  ...whose(person),
  material: null,
  comes: true,
});

function ofMaterial(material: StageMaterial): StageSource {
  const source: SceneSource = { kind: 'material', materialId: material.id };
  // Pages come in their order: what is shown is here once as many have come.
  const comes = material.uploaded >= material.page;
  return { key: keyOf(source), source, producerId: null, name: material.title, role: null, material, comes };
}

function missing(source: SceneSource, { people }: Stage): StageSource {
  const person = people.find(({ id }) => id === source.participantId) ?? null;
  return { key: keyOf(source), source, producerId: null, ...whose(person), material: null, comes: false };
}

/** Whether a scene is shown as it was chosen: each of its sources is seen. */
export function isFollowed(scene: Scene, shot: Pick<Scene, 'sources'> | null): boolean {
  const seen = new Set(shot?.sources.map(keyOf));
  return scene.sources.every((source) => seen.has(keyOf(source)));
}

export function isSameScene(a: Scene | null, b: Scene | null): boolean {
  if (!a || !b) return a === b;
  return a.layout === b.layout && a.sources.map(keyOf).join() === b.sources.map(keyOf).join();
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const WHOLE: Box = { x: 0, y: 0, width: 1, height: 1 };
const CORNER: Box = { x: 0.73, y: 0.7, width: 0.25, height: 0.25 };
const HALVES: Box[] = [
  { x: 0, y: 0.25, width: 0.5, height: 0.5 },
  { x: 0.5, y: 0.25, width: 0.5, height: 0.5 },
];

/** Where the pictures of a scene lie in the frame, in fractions of it, as the platform composes them. */
export function boxesOf(layout: SceneLayout): Box[] {
  if (layout === 'single') return [WHOLE];
  return layout === 'inset' ? [WHOLE, CORNER] : HALVES;
}
