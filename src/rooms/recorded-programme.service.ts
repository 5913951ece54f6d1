import { Injectable } from '@nestjs/common';
import { Clock } from '../infra/clock.js';
import { ReadPool } from '../infra/database/read-pool.js';
import { Storage } from '../infra/storage/storage.js';
import { LiveRooms, streamPrefix } from './live-rooms.service.js';
import { Takes } from './takes.service.js';

export interface Finished {
  sessionId: string;
  segments: number;
  durationMs: number;
}

/** The media's side of a recording's end; safe to repeat, an ended programme answers the same summary. */
@Injectable()
export class RecordedProgramme {
  constructor(
    private readonly rooms: LiveRooms,
    private readonly takes: Takes,
    private readonly reads: ReadPool,
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {}

  async finish(sessionId: string): Promise<Finished> {
    const { segments, durationMs } = await this.rooms.endProgramme(sessionId);
    await this.takes.flushed();
    return { sessionId, segments, durationMs };
  }

  /** Sessions that ended some minutes ago, have segments, and still no recording. */
  async finishForgotten(): Promise<Finished[]> {
    const rows = await this.reads.query<{ id: string }>(
      `SELECT id FROM session WHERE state = 'ended' AND ended_at BETWEEN $1::timestamptz - interval '7 days'
         AND $1::timestamptz - interval '5 minutes' AND NOT EXISTS (SELECT 1 FROM recording WHERE session_id = session.id)`,
      [this.clock.now()],
    );
    const finished: Finished[] = [];
    for (const { id } of rows) {
      if (await this.storage.stat(`${streamPrefix(id)}/dvr.m3u8`)) finished.push(await this.finish(id));
    }
    return finished;
  }
}
