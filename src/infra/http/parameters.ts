import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AppError } from '../errors.js';
import type { ActorRequest } from '../policy.js';
import type { Actor } from '../actor.js';

const KEY = /^[\x21-\x7e]{8,128}$/;

/** The `Idempotency-Key` header: 8 to 128 printable ASCII characters, or absent. */
export const IdempotencyKey = createParamDecorator((_data: unknown, context: ExecutionContext): string | undefined => {
  const key = context.switchToHttp().getRequest<ActorRequest>().headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new AppError('request.invalid', { fields: [{ path: 'Idempotency-Key', rule: 'format' }] });
  }
  return key;
});

/** Who acts: set by the actor middleware on every request, by the handshake on every socket. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext): Actor =>
  context.getType() === 'ws'
    ? context.switchToWs().getClient<{ data: { actor: Actor } }>().data.actor
    : context.switchToHttp().getRequest<ActorRequest>().actor,
);
