import { onScopeDispose, shallowRef } from 'vue';
import type { MediaSource } from '../../src/contracts/index.js';
import type { Publisher } from '../media/publisher.js';

const EVERY_MS = 2000;

/** How much each of one's own tracks sends, kbit/s. */
export function useTrackFlow(publisher: Publisher) {
  const flow = shallowRef(new Map<MediaSource, number>());
  let before = new Map<MediaSource, number>();

  const timer = setInterval(async () => {
    const sent = await publisher.bytesSent();
    const rates = [...sent].map(([source, bytes]) => {
      const grown = Math.max(0, bytes - (before.get(source) ?? bytes));
      return [source, Math.round((grown * 8) / EVERY_MS)] as const;
    });
    before = sent;
    flow.value = new Map(rates);
  }, EVERY_MS);

  onScopeDispose(() => clearInterval(timer));
  return flow;
}
