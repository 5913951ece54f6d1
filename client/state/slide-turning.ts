import { computed, ref, watch } from 'vue';
import type { StageMaterial } from '../../src/contracts/index.js';
import { latestWish } from '../composables/latest-wish.js';
import type { RequestFailure } from '../connection/failure.js';
import { turnPage } from '../connection/stage-api.js';
import { keyOf } from './stage-sources.js';
import type { Studio } from './studio.js';

/** Slides in somebody's hand: which ones, which page, turning it. */
export function useSlideTurning(studio: Studio, onFailed: (failure: RequestFailure) => void) {
  const { view, me, isHost } = studio;
  const picked = ref<string | null>(null);
  /** The page that was pressed for and is not confirmed yet. */
  const wanted = ref<number | null>(null);

  const decks = computed(() =>
    (view.value?.materials ?? []).filter((material) => isSlides(material) && mayTurn(material)),
  );
  const deck = computed(
    () =>
      decks.value.find(({ id }) => id === picked.value) ?? decks.value.find(isSeen) ?? own() ?? decks.value[0] ?? null,
  );
  const page = computed(() => wanted.value ?? deck.value?.page ?? 1);
  /** Pages that can be shown: those that have come. */
  const last = computed(() => deck.value?.uploaded ?? 0);
  const isOnAir = computed(() => deck.value !== null && isSeen(deck.value));

  /** Its owner, the hosts; what the organisers brought whoever stands on stage. */
  function mayTurn({ ownerId }: StageMaterial): boolean {
    if (isHost.value) return true;
    return ownerId === null ? me.value?.place === 'on_stage' : ownerId === me.value?.id;
  }

  function isSeen({ id }: StageMaterial): boolean {
    const key = keyOf({ kind: 'material', materialId: id });
    return view.value?.shot?.sources.some((source) => keyOf(source) === key) ?? false;
  }

  const own = () => decks.value.find(({ ownerId }) => ownerId === me.value?.id);

  const send = latestWish(async ({ id, to }: { id: string; to: number }) => {
    const failure = await studio.act(() => turnPage(studio.sessionId, id, to));
    if (failure) onFailed(failure);
  });

  async function turn(to: number): Promise<void> {
    if (!deck.value || !Number.isInteger(to)) return;
    const target = Math.min(Math.max(to, 1), last.value);
    if (target === page.value) return;
    wanted.value = target;
    await send({ id: deck.value.id, to: target });
    // What the server says now stands, be it another page.
    wanted.value = null;
  }

  watch(
    () => deck.value?.id,
    () => (wanted.value = null),
  );

  return { decks, deck, picked, page, last, isOnAir, turn };
}

const isSlides = ({ kind, uploaded }: StageMaterial): boolean => kind === 'slides' && uploaded > 0;
