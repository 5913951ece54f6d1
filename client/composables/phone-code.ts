import { computed, onScopeDispose, ref } from 'vue';
import type { PhoneCodeSent } from '../../src/contracts/index.js';
import { sendPhoneCode } from '../connection/account-api.js';
import { useSaving } from './saving.js';

/** Asks for a code by SMS and counts down until another may be asked for. */
export function usePhoneCode() {
  const saving = useSaving();
  const sent = ref<PhoneCodeSent | null>(null);
  const wait = ref(0);
  let timer: ReturnType<typeof setInterval> | undefined;

  function countDown(seconds: number): void {
    clearInterval(timer);
    // By the clock, not by ticks: a phone that goes to the SMS app and back stops a page's timers.
    const until = Date.now() + seconds * 1000;
    const tick = () => {
      wait.value = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      if (wait.value === 0) clearInterval(timer);
    };
    tick();
    timer = setInterval(tick, 1000);
  }

  async function send(phone: string): Promise<boolean> {
    const answer = await saving.run(() => sendPhoneCode(phone), { tries: 1 });
    if (answer) {
      sent.value = answer;
      countDown(answer.againInSeconds);
    } else if (saving.failure.value?.problem?.retryAfter) {
      countDown(saving.failure.value.problem.retryAfter);
    }
    return answer !== undefined;
  }

  onScopeDispose(() => clearInterval(timer));

  const canSend = computed(() => wait.value === 0 && !saving.busy.value);
  return { saving, sent, wait, canSend, send };
}
