import { Injectable, type PipeTransform } from '@nestjs/common';
import type { ErrorCode } from '../../contracts/vocabulary.js';
import { AppError } from '../errors.js';
import { isId } from '../id.js';

/** A path parameter that must be an id; anything else is "not found", as a wrong id is. */
@Injectable()
export class IdPipe implements PipeTransform<string, string> {
  constructor(private readonly notFound: ErrorCode = 'request.not_found') {}

  transform(value: string): string {
    if (!isId(value)) throw new AppError(this.notFound);
    return value.toLowerCase();
  }
}
