import { defineStore } from 'pinia';
import { ref } from 'vue';

const SHOWN_MS = 4000;

/** Short messages that need no answer; read out politely. */
export const useToasts = defineStore('toasts', () => {
  const text = ref('');
  let timer: ReturnType<typeof setTimeout> | undefined;

  function show(message: string): void {
    text.value = message;
    clearTimeout(timer);
    timer = setTimeout(() => (text.value = ''), SHOWN_MS);
  }

  return { text, show };
});
