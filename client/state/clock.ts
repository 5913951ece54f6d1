import { onScopeDispose, readonly, ref } from 'vue';

/** How far this device's clock is behind the server's; many phones are minutes off. */
let ahead = 0;
const now = ref(Date.now());
let users = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** Each answer that carries the server's time sets the clock right. */
export function setServerTime(iso: string): void {
  const server = Date.parse(iso);
  if (Number.isFinite(server)) ahead = server - Date.now();
  now.value = serverNow();
}

/** The server's time, ms. */
export const serverNow = () => Date.now() + ahead;

/** The server's time, once a second; one timer for the whole page, and none while nobody looks. */
export function useClock() {
  const update = () => (now.value = serverNow());
  if (users++ === 0) timer = setInterval(update, 1000);
  update();
  onScopeDispose(() => {
    if (--users === 0) clearInterval(timer);
  });
  return readonly(now);
}
