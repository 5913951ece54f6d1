import { onScopeDispose, ref } from 'vue';

/** Whether the page has room for two columns. Large type needs more of it. */
export function useWide() {
  const query = window.matchMedia('(min-width: 1024px)');
  const wide = ref(query.matches);
  const listen = () => (wide.value = query.matches);
  query.addEventListener('change', listen);
  onScopeDispose(() => query.removeEventListener('change', listen));
  return wide;
}
