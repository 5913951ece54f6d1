import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { renderLadder, renderPlaylist } from '../media.provider.js';
import { keptSegments, placeSegments, type SegmentPlace, type ServingRule } from './kept-segments.js';
import { StoredPlaylists } from './stored-playlists.service.js';
import type { StreamRule } from './stream-rules.service.js';

export interface ServedPlaylist {
  text: string;
  etag: string;
}

/** `whole`: untrimmed, for editing; `evidence`: with what was withdrawn. */
type PlaylistList = 'live' | 'dvr' | 'whole' | 'evidence';

/** A media playlist in one of its qualities (0: the best), or the multivariant playlist that names them. */
export interface PlaylistAddress {
  list: PlaylistList;
  quality: number | 'ladder';
}

interface Placed {
  version: string;
  bySequence: Map<number, SegmentPlace>;
  playlists: Map<string, ServedPlaylist>;
}

const MOST = 200;
const NOTHING_WITHDRAWN: ServingRule = { withdrawn: [], trim: null };
const ADDRESS = /^(?:(live|dvr)(?:-(1|ladder))?|(whole|evidence))\.m3u8$/;

/** Null for what is no playlist. */
export function playlistAddress(file: string): PlaylistAddress | null {
  const [, graded, quality = '0', single] = ADDRESS.exec(file) ?? [];
  const list = (graded ?? single) as PlaylistList | undefined;
  return list ? { list, quality: quality === 'ladder' ? quality : Number(quality) } : null;
}

/**
 * Playlists as they are given out: the stored ones with what is trimmed or withdrawn left out. Rendered when somebody
 * asks, and kept until the recording or the rule is another one.
 */
@Injectable()
export class ServedPlaylists {
  private readonly known = new Map<string, Placed>();

  constructor(private readonly stored: StoredPlaylists) {}

  /** Null while nothing is recorded. */
  async playlist(rule: StreamRule, address: PlaylistAddress): Promise<ServedPlaylist | null> {
    const placed = await this.placed(rule);
    if (!placed) return null;
    const key = `${address.list} ${address.quality}`;
    const known = placed.playlists.get(key) ?? (await this.render(rule, address));
    if (known) placed.playlists.set(key, known);
    return known;
  }

  /** Null for a segment that is not listed (yet). */
  async place(rule: StreamRule, sequence: number): Promise<SegmentPlace | null> {
    return (await this.placed(rule))?.bySequence.get(sequence) ?? null;
  }

  private async render({ status, withdrawn, trim }: StreamRule, address: PlaylistAddress) {
    const recording = await this.stored.of(status.id);
    if (!recording) return null;
    const { list, quality } = address;
    const rules: Record<PlaylistList, ServingRule> = {
      live: { withdrawn, trim },
      dvr: { withdrawn, trim },
      whole: { withdrawn, trim: null },
      evidence: NOTHING_WITHDRAWN,
    };
    const kind = list === 'live' ? 'live' : 'event';
    // Who looks at the evidence sees what there is; it is not followed while it grows.
    const ended = recording.ended || list === 'evidence';
    const segments = keptSegments(recording.segments, rules[list]);
    const text =
      quality === 'ladder'
        ? renderLadder(list, segments, ended)
        : renderPlaylist(segments, { target: recording.target, kind, ended, rung: quality });
    return { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
  }

  private async placed(rule: StreamRule): Promise<Placed | null> {
    const { id } = rule.status;
    const recording = await this.stored.of(id);
    if (!recording) return null;
    const version = `${recording.version} ${rule.version}`;
    const known = this.known.get(id);
    if (known?.version === version) return known;
    const places = placeSegments(recording.segments, rule);
    const bySequence = new Map(places.map(({ segment, place }) => [segment.sequence, place]));
    const placed = { version, bySequence, playlists: new Map() };
    this.remember(id, placed);
    return placed;
  }

  private remember(id: string, placed: Placed): void {
    this.known.delete(id);
    this.known.set(id, placed);
    const oldest = this.known.keys().next().value;
    if (this.known.size > MOST && oldest !== undefined) this.known.delete(oldest);
  }
}
