import { computed, ref, shallowRef } from 'vue';
import type { Scene, SceneRequest, SceneSource } from '../../src/contracts/index.js';
import type { SceneLayout } from '../../src/contracts/vocabulary.js';
import { latestWish } from '../composables/latest-wish.js';
import type { RequestFailure } from '../connection/failure.js';
import { chooseScene } from '../connection/stage-api.js';
import { isFollowed, isSameScene, keyOf, sourcesOf } from './stage-sources.js';
import type { StageSource } from './stage-sources.js';
import type { Studio } from './studio.js';

/** Which picture of a scene of two is chosen next: the large one, or the other. */
export type Slot = 0 | 1;

/** What goes out of the studio: to the audience, to the stage only, nothing for a while, or nothing yet. */
export type Air = 'live' | 'rehearsal' | 'paused' | 'off';

/** The director's desk: what is prepared, what is seen, and how the one becomes the other. */
export function useDirecting(studio: Studio, onFailed: (failure: RequestFailure) => void) {
  const { view, board } = studio;
  const layout = ref<SceneLayout>('single');
  const chosen = shallowRef<readonly [SceneSource | null, SceneSource | null]>([null, null]);
  const slot = ref<Slot>(0);
  const busy = ref(false);

  const prepared = computed(() => (layout.value === 'single' ? chosen.value.slice(0, 1) : [...chosen.value]));
  const named = computed(() => prepared.value.filter((source) => source !== null));
  const sources = computed(() => (view.value ? sourcesOf(view.value, named.value) : []));
  const sourceOf = (wanted: SceneSource): StageSource | null =>
    sources.value.find(({ key }) => key === keyOf(wanted)) ?? null;

  /** What would go on air now; null: a picture is missing. */
  const scene = computed<Scene | null>(() =>
    named.value.length === prepared.value.length ? { layout: layout.value, sources: named.value } : null,
  );
  const taken = computed(() => view.value?.scene ?? null);
  const shot = computed(() => view.value?.shot ?? null);
  const isAutomatic = computed(() => taken.value === null);
  const isTaken = computed(() => scene.value !== null && isSameScene(scene.value, taken.value));
  /** The scene was chosen, something is seen, and it is not all of that scene. */
  const isFallback = computed(
    () => taken.value !== null && shot.value !== null && !isFollowed(taken.value, shot.value),
  );
  const air = computed<Air>(() => {
    if (view.value?.rehearsing) return 'rehearsal';
    if (board.value?.state !== 'live') return 'off';
    return board.value.onAir === 'paused' ? 'paused' : 'live';
  });
  const isSeen = (source: StageSource) => shot.value?.sources.some((seen) => keyOf(seen) === source.key) ?? false;
  const among = (sources: SceneSource[] | undefined, { key }: StageSource) =>
    sources?.some((one) => keyOf(one) === key) ?? false;
  /** On air, and nothing is seen of it. */
  const hasFailed = (source: StageSource) => among(view.value?.failed, source);
  /** A video on air that is over. */
  const hasEnded = (source: StageSource) => among(view.value?.ended, source);
  const isPrepared = (source: StageSource) => named.value.some((one) => keyOf(one) === source.key);
  /** Nothing goes out; it will once the session begins or goes on. */
  const isReady = (source: StageSource) =>
    (air.value === 'off' || air.value === 'paused') &&
    (taken.value?.sources.some((one) => keyOf(one) === source.key) ?? false);

  function choose({ source, key }: StageSource): void {
    const [main, second] = chosen.value;
    if (layout.value === 'single') chosen.value = [source, second && keyOf(second) === key ? main : second];
    else if (slot.value === 0) chosen.value = [source, second && keyOf(second) === key ? main : second];
    else chosen.value = [main && keyOf(main) === key ? second : main, source];
    if (slot.value === 0 && layout.value !== 'single' && !chosen.value[1]) slot.value = 1;
  }

  function arrange(wanted: SceneLayout): void {
    layout.value = wanted;
    slot.value = wanted === 'single' || !chosen.value[0] ? 0 : 1;
    const [main, second] = chosen.value;
    if (wanted === 'single' || !main || second) return;
    const others = sources.value.filter(({ comes, key }) => comes && key !== keyOf(main));
    const suggested = others.find(({ source }) => source.kind === 'camera') ?? others[0];
    if (suggested) chosen.value = [main, suggested.source];
  }

  function swap(): void {
    chosen.value = [chosen.value[1], chosen.value[0]];
  }

  const send = async (request: SceneRequest): Promise<void> => {
    const failure = await studio.act(() => chooseScene(studio.sessionId, request));
    if (failure) onFailed(failure);
  };
  const sendScene = latestWish((wanted: Scene | null) => send({ scene: wanted }));
  const setStrip = latestWish((strip: boolean) => send({ strip }));

  async function put(wanted: Scene | null): Promise<void> {
    busy.value = true;
    await sendScene(wanted);
    busy.value = false;
  }

  const take = () => (scene.value ? put(scene.value) : Promise.resolve());
  const automatic = () => put(null);

  const state = { layout, chosen, slot, busy, sources, scene, taken, shot, air };
  const judged = { isAutomatic, isTaken, isFallback, isSeen, isPrepared, isReady, hasFailed, hasEnded };
  return { ...state, ...judged, sourceOf, choose, arrange, swap, take, automatic, setStrip };
}

export type Directing = ReturnType<typeof useDirecting>;
