import {
  applyDecorators,
  type CallHandler,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  mixin,
  type NestInterceptor,
  type Type,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiBody, ApiConsumes, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import { catchError, finalize, type Observable } from 'rxjs';
import { FILE_PURPOSES, type FilePurpose } from '../../contracts/vocabulary.js';
import { AppError } from '../errors.js';
import type { ActorRequest } from '../policy.js';
import { UploadSlots } from './upload-slots.js';

/** One received file: what the sender calls it, and its bytes. Nothing about it has been checked but its size. */
export interface Upload {
  name: string;
  bytes: Buffer;
}

type UploadRequest = ActorRequest & { file?: { originalname: string; buffer: Buffer } };

/** The text fields beside the file: a form, not a table. */
const FIELDS = { fields: 30, fieldSize: 4_096, fieldNameSize: 60, fieldNestingDepth: 0, files: 1, parts: 31 };

/**
 * A route that takes `multipart/form-data` with one file: by default in the field `file`, with the text fields of `body`
 * beside it. The policy has been checked before the first byte is kept. Too large a file is `file.too_large`, anything
 * else than such a form `request.malformed`.
 */
export function ReceivesFile(
  purpose: FilePurpose,
  { field = 'file', body }: { field?: string; body?: Type } = {},
): MethodDecorator {
  const { maxBytes } = FILE_PURPOSES[purpose];
  const file = { type: 'object', properties: { [field]: { type: 'string', format: 'binary' } } } as const;
  return applyDecorators(
    ApiConsumes('multipart/form-data'),
    ...(body ? [ApiExtraModels(body)] : []),
    ApiBody({ schema: body ? { allOf: [{ $ref: getSchemaPath(body) }, file] } : file }),
    UseInterceptors(
      receiving(maxBytes),
      // Without a character set browsers mean UTF-8, as in the rest of the form.
      FileInterceptor(field, { limits: { ...FIELDS, fileSize: maxBytes }, defParamCharset: 'utf8' }),
    ),
  );
}

/**
 * The file of a route that `ReceivesFile`; with `'optional'` undefined where none was sent, else that is
 * `request.invalid`.
 */
export const UploadedBytes = createParamDecorator(
  (optional: 'optional' | undefined, context: ExecutionContext): Upload | undefined => {
    const { file } = context.switchToHttp().getRequest<UploadRequest>();
    if (file) return { name: file.originalname, bytes: file.buffer };
    if (optional) return undefined;
    throw new AppError('request.invalid', { fields: [{ path: 'file', rule: 'isDefined' }] });
  },
);

/** Takes a slot before the body is read and gives it back when the handler has answered. */
function receiving(maxBytes: number): Type<NestInterceptor> {
  @Injectable()
  class Receiving implements NestInterceptor {
    constructor(private readonly slots: UploadSlots) {}

    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      const request = context.switchToHttp().getRequest<UploadRequest>();
      const release = this.slots.take(request.actor.personId ?? request.ip ?? '', maxBytes);
      return next.handle().pipe(
        catchError((error: unknown) => {
          throw receivingError(error, request);
        }),
        finalize(release),
      );
    }
  }
  return mixin(Receiving);
}

function receivingError(error: unknown, request: UploadRequest): unknown {
  const { code } = ((error as Error | undefined)?.cause ?? {}) as { code?: unknown };
  if (code === 'LIMIT_FILE_SIZE') return new AppError('file.too_large', { cause: error });
  // The sender went away in the middle.
  return request.complete ? error : new AppError('request.malformed', { cause: error });
}
