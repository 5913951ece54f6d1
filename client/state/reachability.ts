import { defineStore } from 'pinia';
import { computed, ref } from 'vue';

/** Whether the network and the server are there; the thin bar at the top speaks of it. */
export const useReachability = defineStore('reachability', () => {
  const online = ref(navigator.onLine);
  /** Names of the parts of the page that got no answer lately. */
  const silent = ref(new Set<string>());

  window.addEventListener('online', () => (online.value = true));
  window.addEventListener('offline', () => (online.value = false));

  function report(part: string, answers: boolean): void {
    if (answers === !silent.value.has(part)) return;
    const next = new Set(silent.value);
    if (answers) next.delete(part);
    else next.add(part);
    silent.value = next;
  }

  const serverAnswers = computed(() => silent.value.size === 0);
  const reachable = computed(() => online.value && serverAnswers.value);
  return { online, serverAnswers, reachable, report };
});
