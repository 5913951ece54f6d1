import { type ValidationError, ValidationPipe } from '@nestjs/common';
import { AppError } from './errors.js';

/** The one validation of request classes, for routes and socket commands: unknown fields are refused, not dropped. */
export function requestValidation(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    exceptionFactory: (errors) => new AppError('request.invalid', { fields: flatten(errors) }),
  });
}

function flatten(errors: ValidationError[], parent = ''): { path: string; rule: string }[] {
  return errors
    .flatMap((error) => {
      const path = parent ? `${parent}.${error.property}` : error.property;
      const own = Object.keys(error.constraints ?? {}).map((rule) => ({ path: path.slice(0, 100), rule }));
      return [...own, ...flatten(error.children ?? [], path)];
    })
    .slice(0, 20);
}
