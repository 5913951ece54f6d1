import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { AppError } from '../infra/errors.js';
import { IdPipe } from '../infra/http/id.pipe.js';
import { sendRange } from '../infra/http/send-range.js';
import { type ActorRequest, Policy } from '../infra/policy.js';
import { Storage } from '../infra/storage/storage.js';
import { streamPrefix } from './live-rooms.service.js';
import { isStillWithdrawn } from './streams/still-withdrawn.js';
import { type PlaylistAddress, playlistAddress, ServedPlaylists } from './streams/served-playlists.service.js';
import { type Admission, StreamAdmission } from './streams/stream-admission.service.js';

const FILE = /^(?:init-\d{1,6}(?:-1)?\.mp4|seg-\d{6,10}(?:-1)?\.m4s|still\.jpg)$/;
const TYPES: Record<string, string> = {
  m3u8: 'application/vnd.apple.mpegurl',
  mp4: 'video/mp4',
  m4s: 'video/mp4',
  jpg: 'image/jpeg',
};
/** Segments do not change; playlists and stills are asked for again each time, and answered 304 where they did not. */
const SEGMENT = /\.(?:mp4|m4s)$/;
/**
 * How long caches may keep a segment without asking: a cut must hold at an edge within two seconds, what is withdrawn or
 * trimmed later within a minute. Asking again costs an answer without a body.
 */
const LIVE_LIFE = 'max-age=2, must-revalidate';
const REPLAY_LIFE = 'max-age=60, must-revalidate';

/** The broadcast: playlists, segments and the still of a session, during and after it under the same addresses. */
@ApiTags('streams')
@Controller('streams')
export class StreamsController {
  constructor(
    private readonly admission: StreamAdmission,
    private readonly playlists: ServedPlaylists,
    private readonly storage: Storage,
  ) {}

  /**
   * Whole files or one byte range (RFC 9110, 14). Where not everybody may watch, it takes the cookie that joining
   * leaves; it is renewed here while it is used. What was withdrawn answers 451 (RFC 7725).
   */
  @Get(':id/:file')
  @Policy('stream.read', { scope: 'public' })
  async file(
    @Req() request: ActorRequest,
    @Param('id', new IdPipe('stream.not_found')) id: string,
    @Param('file') file: string,
    @Res() response: Response,
  ): Promise<void> {
    const playlist = playlistAddress(file);
    if (!playlist && !FILE.test(file)) throw new AppError('stream.not_found');
    const admission = await this.admission.admit(request.actor, id, file, response);
    response.setHeader('Content-Type', TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream');
    response.setHeader('Cache-Control', lifeOf(file, admission));
    if (playlist && isRendered(admission, playlist)) await this.sendPlaylist(request, response, admission, playlist);
    else await this.sendStored(request, response, admission, file);
  }

  private async sendPlaylist(
    request: ActorRequest,
    response: Response,
    { rule }: Admission,
    address: PlaylistAddress,
  ): Promise<void> {
    const playlist = await this.playlists.playlist(rule, address);
    if (!playlist) throw new AppError('stream.not_found');
    response.setHeader('ETag', playlist.etag);
    if (request.fresh) response.status(304).end();
    else response.end(playlist.text);
  }

  private async sendStored(
    request: ActorRequest,
    response: Response,
    { rule, confidential }: Admission,
    file: string,
  ): Promise<void> {
    const key = `${streamPrefix(rule.status.id)}/${file}`;
    const stored = await this.storage.stat(key);
    if (!stored) throw new AppError('stream.not_found');
    const isStill = file === 'still.jpg' && !confidential;
    if (isStill && isStillWithdrawn(stored.modifiedAt, { cut: rule.status.cut, withdrawn: rule.withdrawn })) {
      throw new AppError('stream.withdrawn');
    }
    response.setHeader('ETag', `"${stored.size.toString(36)}-${stored.modifiedAt.getTime().toString(36)}"`);
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    await sendRange(request, response, stored.size, (range) => this.storage.read(key, range));
  }
}

/** The stored playlists are of the best quality; where nothing is left out of them they go out as they are. */
function isRendered({ rule }: Admission, { list, quality }: PlaylistAddress): boolean {
  const isStored = quality === 0 && (list === 'live' || list === 'dvr');
  return !isStored || rule.withdrawn.length > 0 || rule.trim !== null;
}

function lifeOf(file: string, { rule: { status }, confidential }: Admission): string {
  if (confidential) return 'private, no-store';
  if (!SEGMENT.test(file)) return 'no-cache';
  const life = status.state === 'replay' ? REPLAY_LIFE : LIVE_LIFE;
  return `${status.access === 'public' ? 'public' : 'private'}, ${life}`;
}
