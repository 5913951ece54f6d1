import { Injectable } from '@nestjs/common';
import { SessionCuts } from '../../events/sessions/session-cuts.service.js';
import { SessionStates, type SessionStatus } from '../../events/sessions/session-states.service.js';
import { AccessCache } from '../access-cache.js';
import type { ServingRule } from './kept-segments.js';
import { ReplayEdits, trimOf } from '../replay/replay-edits.service.js';
import { StoredPlaylists } from './stored-playlists.service.js';

/** What decides what of a session is given out, and to whom. */
export interface StreamRule extends ServingRule {
  status: SessionStatus;
  /** The replay is not shown for now. */
  hidden: boolean;
  downloadable: boolean;
  /** The same for the same rule: for caches of what was rendered by it. */
  version: string;
}

@Injectable()
export class StreamRules {
  private readonly cache: AccessCache<StreamRule>;

  constructor(
    private readonly states: SessionStates,
    private readonly cuts: SessionCuts,
    private readonly stored: StoredPlaylists,
    private readonly edits: ReplayEdits,
  ) {
    this.cache = new AccessCache((id) => this.read(id));
  }

  /** Remembered for some seconds. @throws AppError `session.not_found` */
  of(sessionId: string): Promise<StreamRule> {
    return this.cache.of(sessionId);
  }

  /** A commit changed it. */
  forget(sessionId: string): void {
    this.cache.forget(sessionId);
  }

  /** For the marker of a cut. Whatever keeps it from being read does not keep the cut from being made. */
  async lastSegment(sessionId: string): Promise<number | null> {
    const recording = await this.stored.of(sessionId).catch(() => null);
    return recording?.segments.at(-1)?.sequence ?? null;
  }

  private async read(sessionId: string): Promise<StreamRule> {
    const [status, withdrawn, edit] = await Promise.all([
      this.states.status(sessionId),
      this.cuts.withdrawn(sessionId),
      this.edits.of(sessionId),
    ]);
    const trim = status.state === 'replay' ? trimOf(edit) : null;
    const hidden = status.state === 'replay' && edit.hidden;
    const version = JSON.stringify([withdrawn, trim]);
    return { status, withdrawn, trim, hidden, downloadable: edit.downloadable, version };
  }
}
