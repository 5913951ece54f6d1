import type { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import { sendStream } from './send-stream.js';

/** Sends the whole or one byte range of it (RFC 9110, 14). What it is has been said in the headers already. */
export async function sendRange(
  request: Request,
  response: Response,
  size: number,
  open: (range?: { start: number; end: number }) => Readable,
): Promise<void> {
  response.setHeader('Accept-Ranges', 'bytes');
  const ranges = request.range(size, { combine: true });
  if (ranges === -1) {
    // The length of the whole may have been said already: a client would wait for it.
    response.status(416).setHeader('Content-Range', `bytes */${size}`).setHeader('Content-Length', '0').end();
    return;
  }
  const range = Array.isArray(ranges) && ranges.type === 'bytes' ? ranges[0] : undefined;
  if (range) response.status(206).setHeader('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
  response.setHeader('Content-Length', String(range ? range.end - range.start + 1 : size));
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  await sendStream(response, open(range));
}
