import { computed, inject, provide, ref, shallowRef } from 'vue';
import type { InjectionKey } from 'vue';
import { useI18n } from 'vue-i18n';
import type { EventDetail, Right } from '../../src/contracts/index.js';
import { changeEvent, fetchEvent } from '../connection/events-api.js';
import { useAccount } from '../state/account.js';
import { useDraft } from './draft.js';
import { fieldsOf, requestOf } from './event-fields.js';
import type { EventFields } from './event-fields.js';
import { useFormCheck } from './form-check.js';
import { sameFields } from './merge-fields.js';
import { useProgrammeChoice } from './programme-choice.js';
import { useSaving } from './saving.js';

/**
 * The event that a page of the console is about, for all parts of that page: what the server last said of it, and one
 * draft of its fields, whichever part they are typed in. A save of one part never loses what was typed in another.
 */
function createEventRecord(initial: EventDetail, form: () => HTMLElement | null) {
  const { t } = useI18n();
  const account = useAccount();
  const event = shallowRef(initial);
  const draft = useDraft<EventFields>(`event.${initial.id}`, fieldsOf(initial));
  const programme = useProgrammeChoice(() => draft.fields.programmeId);
  const saving = useSaving();
  const check = useFormCheck(
    saving,
    () => ({ title: draft.fields.title.trim() ? '' : t('events.titleMissing') }),
    form,
  );
  /** Fields that somebody else has changed meanwhile as well. */
  const both = ref<(keyof EventFields)[]>([]);
  const isConflict = computed(() => saving.failure.value?.code === 'event.changed_meanwhile');

  /** Whether one may do this for the window that hosts it. */
  const can = (right: Right) =>
    account.grants.some(({ organisation, rights }) => organisation?.id === initial.host.id && rights.includes(right));

  /** What a command has answered. Unsaved fields stay as they are. */
  function show(answer: EventDetail): void {
    event.value = answer;
    if (!draft.isDirty.value) draft.settle(fieldsOf(answer));
  }

  function settle(answer: EventDetail): void {
    event.value = answer;
    draft.settle(fieldsOf(answer));
    both.value = [];
  }

  async function save(): Promise<boolean> {
    if (!check.pass()) return false;
    const body = requestOf({ ...draft.fields, programmeFields: programme.known(draft.fields.programmeFields) });
    const answer = await saving.run(() => changeEvent(initial.id, body), { done: t('events.saved'), form });
    if (answer) settle(answer);
    else if (isConflict.value) await forgiveOwnEcho();
    return answer !== undefined;
  }

  /** When the answer of our own save was lost, trying again finds a newer version: our own. */
  async function forgiveOwnEcho(): Promise<void> {
    const latest = await fetchEvent(initial.id).catch(() => null);
    if (!latest || !sameFields(requestOf(fieldsOf(latest), { isNew: true }), requestOf(draft.fields, { isNew: true })))
      return;
    saving.clear();
    settle(latest);
  }

  /** After a conflict: takes what the others have changed; what was typed here stays. */
  async function takeOver(): Promise<void> {
    const latest = await saving.run(() => fetchEvent(initial.id));
    if (!latest) return;
    event.value = latest;
    both.value = draft.rebase(fieldsOf(latest));
  }

  async function refresh(): Promise<void> {
    const latest = await fetchEvent(initial.id).catch(() => null);
    if (latest) show(latest);
  }

  function discard(): void {
    saving.clear();
    check.reset();
    both.value = [];
    draft.settle(fieldsOf(event.value));
  }

  return { event, can, draft, programme, saving, check, both, isConflict, show, save, takeOver, refresh, discard };
}

export type EventRecord = ReturnType<typeof createEventRecord>;

const KEY: InjectionKey<EventRecord> = Symbol('event record');

export function provideEventRecord(initial: EventDetail, form: () => HTMLElement | null): EventRecord {
  const record = createEventRecord(initial, form);
  provide(KEY, record);
  return record;
}

export function useEventRecord(): EventRecord {
  const record = inject(KEY);
  if (!record) throw new Error('no event record around this component');
  return record;
}
