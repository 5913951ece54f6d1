import type { NextFunction, Request, Response } from 'express';

/**
 * A request that has not arrived whole by then is cut off: nobody holds a connection by sending slowly. Files take
 * longer than forms, on the uplink of a small office most of all.
 */
export function requestDeadline({ formMs, uploadMs }: { formMs: number; uploadMs: number }) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const isUpload = request.headers['content-type']?.startsWith('multipart/form-data');
    const timer = setTimeout(
      () => {
        if (!request.complete) request.destroy();
      },
      isUpload ? uploadMs : formMs,
    );
    request.once('close', () => clearTimeout(timer));
    next();
  };
}
