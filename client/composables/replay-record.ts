import { computed, onScopeDispose, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import type { ReplayView } from '../../src/contracts/index.js';
import { fetchReplay } from '../connection/replay-api.js';
import { useLoading } from './loading.js';
import { useSaving } from './saving.js';

const LOOK_MS = 1500;

/** A session's replay in the console: loaded, changed, and followed while a file is being made. */
export function useReplayRecord(sessionId: string) {
  const { t } = useI18n();
  const { data: view, failed, failure, load } = useLoading(() => fetchReplay(sessionId));
  const saving = useSaving();
  const isMaking = computed(() =>
    (view.value?.exports ?? []).some(({ state }) => state === 'waiting' || state === 'running'),
  );
  let timer: ReturnType<typeof setInterval> | undefined;

  async function look(): Promise<void> {
    view.value = await fetchReplay(sessionId).catch(() => view.value);
  }

  watch(isMaking, (making) => {
    clearInterval(timer);
    if (making) timer = setInterval(() => void look(), LOOK_MS);
  });
  onScopeDispose(() => clearInterval(timer));

  async function change(send: () => Promise<ReplayView>): Promise<void> {
    const answer = await saving.run(send, { done: t('replay.saved') });
    if (answer) view.value = answer;
  }

  return { view, failed, failure, load, look, change, saving };
}
