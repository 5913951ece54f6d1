import { Injectable } from '@nestjs/common';
import { text } from 'node:stream/consumers';
import { Storage } from '../../infra/storage/storage.js';
import { streamPrefix } from '../live-rooms.service.js';
import { type ListedSegment, parsePlaylist } from '../media.provider.js';

/** What has been recorded of a session, as `dvr.m3u8` of the storage lists it. */
export interface StoredRecording {
  segments: readonly ListedSegment[];
  /** EXT-X-TARGETDURATION. */
  target: number;
  ended: boolean;
  /** Another one after each segment. */
  version: string;
}

const MOST = 200;

/** Reads the stored playlists, each as often as it changes. What is stored is never changed here. */
@Injectable()
export class StoredPlaylists {
  private readonly known = new Map<string, StoredRecording>();

  constructor(private readonly storage: Storage) {}

  /** Null while nothing is recorded. Throws for a playlist that is not ours. */
  async of(sessionId: string): Promise<StoredRecording | null> {
    const key = `${streamPrefix(sessionId)}/dvr.m3u8`;
    const stored = await this.storage.stat(key);
    if (!stored) return null;
    const version = `${stored.size}-${stored.modifiedAt.getTime()}`;
    const known = this.known.get(sessionId);
    if (known?.version === version) return known;
    const read = { ...parsePlaylist(await text(this.storage.read(key))), version };
    this.remember(sessionId, read);
    return read;
  }

  private remember(sessionId: string, recording: StoredRecording): void {
    this.known.delete(sessionId);
    this.known.set(sessionId, recording);
    const oldest = this.known.keys().next().value;
    if (this.known.size > MOST && oldest !== undefined) this.known.delete(oldest);
  }
}
