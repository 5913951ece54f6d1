import { channelCode } from '../state/channel.js';

export const sessionPath = (id: string) => `/s/${encodeURIComponent(id)}`;
export const eventPath = (id: string) => `/e/${encodeURIComponent(id)}`;
export const windowPath = (id: string) => `/w/${encodeURIComponent(id)}`;
export const programmePath = (slug: string) => `/p/${encodeURIComponent(slug)}`;

/**
 * The address of a public page to hand on: with the channel by which this visitor came, so that those whom they bring are
 * counted for it, too; and without a viewer link, which belongs to whoever received it.
 */
export function publicAddress(path: string, channel: string | undefined = channelCode()): string {
  return `${location.origin}${path}${channel ? `?c=${channel}` : ''}`;
}
