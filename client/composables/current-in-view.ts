import { onMounted, type Ref, watch } from 'vue';
import { useRoute } from 'vue-router';

/** A row of links that scrolls sideways shows the one of the open page, even the last one on a phone. */
export function useCurrentInView(row: Readonly<Ref<HTMLElement | null>>): void {
  const route = useRoute();
  const show = () =>
    row.value?.querySelector('[aria-current="page"]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  onMounted(show);
  watch(() => route.path, show, { flush: 'post' });
}
