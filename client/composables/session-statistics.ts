import { computed, onScopeDispose, ref, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import type { MeasureCode, SessionStatistics } from '../../src/contracts/index.js';
import { fetchStatistics, rebuildStatistics, setEffectivePercent } from '../connection/statistics-api.js';
import { useConfirm } from './confirm.js';
import { useLoading } from './loading.js';
import { useSaving } from './saving.js';

const LIVE_MS = 15_000;
/** Replays are watched for ever, and a session may begin while its page is open. */
const OTHERWISE_MS = 60_000;

/** A session's figures on the organiser's page: loaded, followed, computed anew. What is shown stays until its successor is there. */
export function useSessionStatistics(sessionId: string) {
  const { t, locale } = useI18n();
  const { confirm } = useConfirm();
  const { data: view, failed, failure, load } = useLoading((signal) => fetchStatistics(sessionId, signal));
  const saving = useSaving();
  /** The last look did not succeed: the figures are those of `computedAt`. */
  const stale = ref(false);
  const isLive = computed(() => view.value?.session.state === 'live');
  let timer: ReturnType<typeof setInterval> | undefined;

  async function look(): Promise<void> {
    if (document.hidden || !view.value) return;
    try {
      view.value = await fetchStatistics(sessionId);
      stale.value = false;
    } catch {
      stale.value = true;
    }
  }

  watch(
    isLive,
    (live) => {
      clearInterval(timer);
      timer = setInterval(() => void look(), live ? LIVE_MS : OTHERWISE_MS);
    },
    { immediate: true },
  );
  // The definitions come in the reader's language.
  watch(locale, () => void look());
  document.addEventListener('visibilitychange', look);
  onScopeDispose(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
  });

  async function rebuild(): Promise<void> {
    const title = t('statistics.rebuildTitle', { title: view.value?.session.title ?? '' });
    const question = { title, text: t('statistics.rebuildText'), action: t('statistics.rebuild') };
    if (!(await confirm(question))) return;
    const answer = await saving.run(() => rebuildStatistics(sessionId), { done: t('statistics.rebuilt') });
    if (answer) view.value = answer;
  }

  /** @param percent null: what the form of the event has */
  async function setPercent(percent: number | null): Promise<void> {
    const done =
      percent === null ? t('statistics.effective.resetDone') : t('statistics.effective.setDone', { percent });
    const send = async () => {
      await setEffectivePercent(view.value?.session.eventId ?? '', percent);
      return fetchStatistics(sessionId);
    };
    const answer = await saving.run(send, { done });
    if (answer) view.value = answer;
  }

  return { view, look, failed, failure, load, stale, isLive, saving, rebuild, setPercent };
}

export const figureOf = ({ values }: SessionStatistics, code: MeasureCode) => values.find((one) => one.code === code);

/** Somebody came, was there in person, watched the replay, or is listed without being counted. */
export function hasPeople(view: SessionStatistics): boolean {
  const codes = ['participants', 'replay_viewers'] as const;
  const counted = codes.some((code) => (figureOf(view, code)?.value ?? 0) > 0);
  return counted || Object.values(view.excluded).some((n) => n > 0) || view.curve.some(({ present }) => present > 0);
}
