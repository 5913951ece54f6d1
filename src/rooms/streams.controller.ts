import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { SessionState } from '../contracts/vocabulary.js';
import { SessionStates } from '../events/sessions/session-states.service.js';
import { AppError } from '../infra/errors.js';
import { IdPipe } from '../infra/http/id.pipe.js';
import { sendStream } from '../infra/http/send-stream.js';
import { type ActorRequest, Policy } from '../infra/policy.js';
import { Storage } from '../infra/storage/storage.js';
import { streamPrefix } from './live-rooms.service.js';
import { SessionEntry } from './session-entry.service.js';
import { AccessCache } from './access-cache.js';

const FILE = /^(?:(?:live|dvr)\.m3u8|init-\d{1,6}\.mp4|seg-\d{6,10}\.m4s|still\.jpg)$/;
const TYPES: Record<string, string> = {
  m3u8: 'application/vnd.apple.mpegurl',
  mp4: 'video/mp4',
  m4s: 'video/mp4',
  jpg: 'image/jpeg',
};
/** Segments do not change; playlists and stills are asked for again each time, and answered 304 where they did not. */
const SEGMENT = /\.(?:mp4|m4s)$/;

/** The broadcast: playlists, segments and the still of a session, during and after it under the same addresses. */
@ApiTags('streams')
@Controller('streams')
export class StreamsController {
  private readonly access: AccessCache;

  constructor(
    states: SessionStates,
    private readonly entry: SessionEntry,
    private readonly storage: Storage,
  ) {
    this.access = new AccessCache((id) => states.status(id));
  }

  /** Whole files or one byte range (RFC 9110, 14). Where not everybody may watch, it takes the cookie that joining leaves; it is renewed here while it is used. */
  @Get(':id/:file')
  @Policy('stream.read', { scope: 'public' })
  async file(
    @Req() request: ActorRequest,
    @Param('id', new IdPipe('stream.not_found')) id: string,
    @Param('file') file: string,
    @Res() response: Response,
  ): Promise<void> {
    if (!FILE.test(file)) throw new AppError('stream.not_found');
    const status = await this.access.of(id);
    const isPublic = status.access === 'public';
    if (!(await this.entry.stays(request.actor, status, response))) throw new AppError('stream.forbidden');
    const key = `${streamPrefix(id)}/${file}`;
    const stored = await this.storage.stat(key);
    if (!stored) throw new AppError('stream.not_found');

    response.setHeader('Content-Type', TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream');
    response.setHeader('Accept-Ranges', 'bytes');
    response.setHeader('ETag', `"${stored.size.toString(36)}-${stored.modifiedAt.getTime().toString(36)}"`);
    const scope = isPublic ? 'public' : 'private';
    response.setHeader('Cache-Control', SEGMENT.test(file) ? `${scope}, ${segmentLife(status.state)}` : 'no-cache');
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    await this.send(request, response, key, stored.size);
  }

  private async send(request: ActorRequest, response: Response, key: string, size: number): Promise<void> {
    const ranges = request.range(size, { combine: true });
    if (ranges === -1) {
      response.status(416).setHeader('Content-Range', `bytes */${size}`).end();
      return;
    }
    const range = Array.isArray(ranges) && ranges.type === 'bytes' ? ranges[0] : undefined;
    if (range) response.status(206).setHeader('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
    response.setHeader('Content-Length', String(range ? range.end - range.start + 1 : size));
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    await sendStream(response, this.storage.read(key, range));
  }
}

/**
 * A finished recording stays as it is. While a session runs its segments are kept for minutes only: that is all that a
 * live viewer or an edge needs, and the demo's session begins its numbers anew every hour.
 */
function segmentLife(state: SessionState): string {
  return state === 'replay' ? 'max-age=31536000, immutable' : 'max-age=600';
}
