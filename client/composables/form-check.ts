import { nextTick, ref } from 'vue';
import type { Saving } from './saving.js';

const WRONG = '.is-error input, .is-error textarea, [aria-invalid="true"]';

/**
 * What a form can tell by itself before it asks the server, and where: `rules` answers the error of each field that is
 * wrong, by its path. Nothing is said before the first attempt to save.
 *
 *   const check = useFormCheck(saving, () => ({ title: fields.title.trim() ? '' : t('…') }), () => form.value);
 *   if (!check.pass()) return;
 *   <ElFormItem :error="check.errorOf('title')">
 */
export function useFormCheck(
  saving: Saving,
  rules: () => Record<string, string>,
  form: () => HTMLElement | null | undefined,
) {
  const tried = ref(false);
  const errorOf = (path: string) => (tried.value && rules()[path]) || saving.errorOf(path);

  /** Whether nothing is wrong; otherwise the first wrong field gets the focus. */
  function pass(): boolean {
    tried.value = true;
    saving.clear();
    if (Object.values(rules()).every((error) => error === '')) return true;
    void nextTick(() => form()?.querySelector<HTMLElement>(WRONG)?.focus());
    return false;
  }

  const reset = () => (tried.value = false);

  return { errorOf, pass, reset };
}
