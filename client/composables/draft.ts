import { computed, onScopeDispose, reactive, ref, watch } from 'vue';
import { useAccount } from '../state/account.js';
import { recall, remember } from '../state/remembered.js';
import { copyFields, mergeFields, sameFields } from './merge-fields.js';

/** Whoever has not come back by then has forgotten it, too. */
const KEPT_MS = 7 * 86_400_000;
const SETTLE_MS = 300;

interface Kept<T> {
  at: number;
  base: T;
  fields: T;
}

const isKept = (value: unknown): value is Kept<object> | null =>
  typeof value === 'object' && value !== null && 'at' in value && 'base' in value && 'fields' in value;

/**
 * The fields of a form, and what was typed into them and not saved: that stays in this browser over a reload, for the
 * account that typed it. Not for personal data of others.
 *
 *   const draft = useDraft('event.…', { title: '' });
 *   draft.fields.title          // for v-model
 *   draft.isDirty.value, draft.restored.value
 *   draft.settle(saved)         // these values are the saved ones now
 *   draft.rebase(theirs)        // somebody else saved meanwhile; answers what both have changed
 *   draft.discard()
 */
export function useDraft<T extends object>(name: string, initial: T) {
  const key = `draft.${useAccount().account?.id ?? ''}.${name}`;
  const kept = recall<Kept<object> | null>(key, isKept, null) as Kept<T> | null;
  const restored = ref(false);
  let base = copyFields(initial);
  /** What is saved, as far as is known here; an older base is what the kept fields were typed over. */
  let saved = base;
  const fields = reactive(copyFields(initial)) as T;
  const isDirty = ref(false);

  if (kept && Date.now() - kept.at < KEPT_MS) {
    // Their base comes along: with a newer version in the database saving is refused, and nobody's work is overwritten.
    base = { ...base, ...kept.base };
    Object.assign(fields, kept.fields);
    restored.value = isDirty.value = !sameFields(fields, base);
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  function keep(): void {
    clearTimeout(timer);
    timer = undefined;
    remember(key, isDirty.value ? { at: Date.now(), base, fields } : null);
  }

  watch(fields, () => {
    isDirty.value = !sameFields(fields, base);
    timer ??= setTimeout(keep, SETTLE_MS);
  });
  const flush = () => timer !== undefined && keep();
  window.addEventListener('pagehide', flush);
  onScopeDispose(() => {
    window.removeEventListener('pagehide', flush);
    flush();
  });

  function settle(now: T): void {
    base = saved = copyFields(now);
    Object.assign(fields, copyFields(now));
    isDirty.value = restored.value = false;
    keep();
  }

  function rebase(theirs: T): (keyof T)[] {
    const { merged, both } = mergeFields(base, copyFields(fields), theirs);
    base = saved = copyFields(theirs);
    Object.assign(fields, merged);
    isDirty.value = !sameFields(fields, base);
    keep();
    return both;
  }

  const discard = () => settle(saved);

  return {
    fields,
    isDirty: computed(() => isDirty.value),
    restored: computed(() => restored.value),
    settle,
    rebase,
    discard,
  };
}

export type Draft<T extends object> = ReturnType<typeof useDraft<T>>;
