import { LocalMediaServer } from './media-server.js';
import type { MediaServer, MediaServerConfig } from './types.js';

/** Starts the workers; rejects if one of them cannot be started. */
export function createMediaServer(config: MediaServerConfig): Promise<MediaServer> {
  return LocalMediaServer.create(config);
}

export {
  initName,
  parsePlaylist,
  renderLadder,
  renderPlaylist,
  segmentName,
  type ListedSegment,
} from './egress/playlist.js';
export { writeMp4, type Mp4Part } from './egress/remux.js';
export { MediaError } from './types.js';
export type * from './types.js';
