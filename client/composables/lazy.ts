import { defineAsyncComponent } from 'vue';
import type { Component } from 'vue';
import { loadTexts } from '../locales/index.js';
import type { Area } from '../locales/areas.js';

/** A component that only some readers of a page need; its texts travel with it. `lazy(() => import('./X.vue'), ['entry'])` */
export function lazy<T extends Component>(load: () => Promise<{ default: T }>, areas: readonly Area[]) {
  return defineAsyncComponent<T>(async () => {
    const [{ default: component }] = await Promise.all([load(), loadTexts(areas)]);
    return component;
  });
}
