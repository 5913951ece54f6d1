import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Response } from 'express';
import { AppError } from '../errors.js';
import type { OpenedFile } from '../storage/files.service.js';
import type { StoredFileRow } from '../storage/file.entity.js';
import { sendRange } from './send-range.js';
import { sendStream } from './send-stream.js';

/** What a browser may show by itself; everything else is saved. */
const SHOWN = new Set(['application/pdf', 'image/png', 'image/jpeg', 'image/webp']);

/**
 * Sends a stored file to somebody of whom the caller knows that they may have it. It came from somebody else, so the
 * browser neither guesses its type nor lets it run or load anything.
 *
 * @param options.inline shown in the browser where it is a picture or a PDF; else saved under its name
 * @throws AppError `file.not_found` when the storage has lost the bytes
 */
export async function sendFile(response: Response, file: OpenedFile, options: { inline: boolean }): Promise<void> {
  const etag = `"${file.row.sha256}"`;
  response.setHeader('ETag', etag).setHeader('Cache-Control', 'private, no-cache');
  if (response.req.fresh) {
    response.status(304).end();
    return;
  }
  if (response.req.headers.range) {
    describe(response, file.row, options.inline);
    return sendRange(response.req, response, file.row.size, (range) => file.stream(range));
  }
  const body = await begun(file.stream());
  describe(response, file.row, options.inline);
  await sendStream(response, body);
}

/** Waits for the first bytes, so that what cannot be read is an error and not half an answer. */
async function begun(stream: Readable): Promise<Readable> {
  try {
    await once(stream, 'readable');
    return stream;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw new AppError('file.not_found', { cause });
    throw cause;
  }
}

function describe(response: Response, { type, name, size }: StoredFileRow, inline: boolean): void {
  response
    .setHeader('Content-Type', type)
    .setHeader('Content-Length', String(size))
    .setHeader('Accept-Ranges', 'bytes')
    .setHeader('Content-Disposition', `${inline && SHOWN.has(type) ? 'inline' : 'attachment'}; ${nameParameters(name)}`)
    .setHeader('X-Content-Type-Options', 'nosniff')
    .setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
}

/** RFC 6266: the name in UTF-8 (RFC 8187), and in ASCII for whoever does not know that. */
function nameParameters(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
