import { computed } from 'vue';
import type { Ref } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { EventForm, FrontPage, SessionCard } from '../../src/contracts/index.js';

export type Stage = 'live' | 'upcoming' | 'replay';

const text = (value: unknown) => (typeof value === 'string' ? value : '');

function isMatch(session: SessionCard, words: string[], form: string, programme: string): boolean {
  if (form && session.form !== form) return false;
  if (programme && session.programme?.slug !== programme) return false;
  const searched = [session.title, session.summary, session.host.name, session.programme?.name ?? '']
    .join(' ')
    .toLowerCase();
  return words.every((word) => searched.includes(word));
}

/** The filters stand in the address, so that a filtered list can be sent to somebody and survives a reload. */
export function useSessionFilters(page: Ref<FrontPage | null>) {
  const route = useRoute();
  const router = useRouter();
  const stage = computed(() => text(route.query.state));
  const form = computed(() => text(route.query.form));
  const programme = computed(() => text(route.query.programme));
  const words = computed(() => text(route.query.q).toLowerCase().split(/\s+/).filter(Boolean));
  const isFiltered = computed(() => Boolean(stage.value || form.value || programme.value || words.value.length));

  const pick = (name: Stage, list: SessionCard[] | undefined) =>
    stage.value && stage.value !== name
      ? []
      : (list ?? []).filter((session) => isMatch(session, words.value, form.value, programme.value));

  const live = computed(() => pick('live', page.value?.live));
  const upcoming = computed(() => pick('upcoming', page.value?.upcoming));
  const replays = computed(() => pick('replay', page.value?.replays));
  const found = computed(() => live.value.length + upcoming.value.length + replays.value.length);

  const everything = computed(() => {
    const { live: on = [], upcoming: soon = [], replays: past = [] } = page.value ?? {};
    return [...on, ...soon, ...past];
  });
  /** Only what at least one session has can be chosen. */
  const forms = computed<EventForm[]>(() => [...new Set(everything.value.map((session) => session.form))]);
  const programmes = computed(() => [
    ...new Map(everything.value.flatMap(({ programme: one }) => (one ? [[one.slug, one] as const] : []))).values(),
  ]);

  /** Choosing what is chosen already takes it off. */
  function toggle(name: 'state' | 'form' | 'programme', value: string): void {
    const chosen = text(route.query[name]) === value ? undefined : value || undefined;
    void router.replace({ query: { ...route.query, [name]: chosen } });
  }

  function clear(): void {
    void router.replace({ query: {} });
  }

  return { stage, form, programme, isFiltered, live, upcoming, replays, found, forms, programmes, toggle, clear };
}
