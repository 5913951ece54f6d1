import { computed, nextTick, ref, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { RequestFailure } from '../connection/failure.js';
import { asFailure } from '../connection/failure.js';
import { newKey } from '../connection/http.js';
import { retrying } from '../connection/retry.js';
import { useToasts } from '../state/toasts.js';
import { useFailureText } from './failure-text.js';

/** Longer than this nobody looks at a busy button: they are told to try again later. */
const PATIENCE_MS = 4000;

interface SavingOptions {
  /** Said when it has worked: 已保存. */
  done?: string;
  /** Where in the page the refused fields are; the first of them gets the focus. */
  form?: () => HTMLElement | null | undefined;
  /** 1 for what must not be sent again when its answer is lost: a code that opens once. */
  tries?: number;
}

/**
 * One thing that a person saves: busy while it runs, afterwards a toast, or the problem and which fields are meant.
 * Needs the texts `fields` (`meta.texts`).
 *
 *   const saving = useSaving();
 *   const event = await saving.run((key) => createEvent(body, key), { done: t('events.saved') });
 *   if (!event) return;                        // refused; `saving.problem` says why
 *
 *   <ElFormItem :error="saving.errorOf('title')">, <ElButton :loading="saving.busy.value">
 *
 * `key` is the idempotency key of this press: passed on, a lost answer is asked for again and the thing done once.
 */
export function useSaving() {
  const { t, te } = useI18n();
  const toasts = useToasts();
  const failureText = useFailureText();
  const busy = ref(false);
  const failure = shallowRef<RequestFailure | null>(null);

  const problem = computed(() => {
    if (!failure.value) return '';
    return failure.value.problem?.fields?.length ? t('fields.someWrong') : failureText(failure.value);
  });

  /** Why the field at this path was refused; '' when it was not. */
  function errorOf(path: string): string {
    const field = failure.value?.problem?.fields?.find((one) => one.path === path);
    if (!field) return '';
    const key = `fields.${field.rule}`;
    return te(key) ? t(key) : t('fields.refused');
  }

  async function run<T>(
    send: (key: string) => Promise<T>,
    { done, form, tries = 3 }: SavingOptions = {},
  ): Promise<T | undefined> {
    if (busy.value) return undefined;
    busy.value = true;
    failure.value = null;
    const key = newKey();
    try {
      const answer = await retrying(() => send(key), { tries, patienceMs: PATIENCE_MS });
      if (done) toasts.show(done);
      return answer;
    } catch (error) {
      failure.value = asFailure(error);
      void nextTick(() => form?.()?.querySelector<HTMLElement>('[aria-invalid="true"], .is-error input')?.focus());
      return undefined;
    } finally {
      busy.value = false;
    }
  }

  const clear = () => (failure.value = null);

  return { busy, failure, problem, errorOf, run, clear };
}

export type Saving = ReturnType<typeof useSaving>;
