import { shallowRef } from 'vue';
import type { ChannelView } from '../../src/contracts/index.js';
import { fetchChannels } from '../connection/registrations-api.js';
import { useAccount } from '../state/account.js';

export interface OwnChannel extends ChannelView {
  /** Whose it is; a person may work for several. */
  organisation: string;
}

/** Open channels of the organisations for which the signed-in person may hand them out; none for anybody else. */
export function useOwnChannels() {
  const store = useAccount();
  const channels = shallowRef<OwnChannel[]>([]);

  async function load(): Promise<void> {
    if (!store.wasSignedIn || !(await store.load())) return;
    const organisations = new Map(
      store.grants.flatMap(({ organisation, rights }) =>
        organisation && rights.includes('channel.manage') ? [[organisation.id, organisation.name] as const] : [],
      ),
    );
    const lists = await Promise.all(
      [...organisations].map(async ([id, organisation]) =>
        (await fetchChannels(id)).map((channel) => ({ ...channel, organisation })),
      ),
    );
    channels.value = lists.flat().filter(({ closedAt }) => closedAt === null);
  }

  // Without them the poster is still a poster.
  void load().catch(() => undefined);
  return channels;
}
