import {
  applyDecorators,
  type ArgumentsHost,
  type CallHandler,
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
  UseFilters,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { SubscribeMessage } from '@nestjs/websockets';
import { map, type Observable } from 'rxjs';
import type { Ack, ClientCommands } from '../../contracts/socket.js';
import type { ActorSocket } from '../policy.js';
import { toAppError, toProblem } from '../errors.js';
import { requestValidation } from '../validation.js';

/** Names of all declared commands; anything else a socket sends is refused (`socket.adapter.ts`). */
export const SOCKET_COMMANDS = new Set<string>();

@Injectable()
class AcknowledgeData implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler<unknown>): Observable<Ack<unknown>> {
    // Nest acknowledges only what is not null, so data is always wrapped.
    return next.handle().pipe(map((data) => ({ ok: true, data: data ?? null })));
  }
}

@Catch()
class AcknowledgeError implements ExceptionFilter {
  private readonly logger = new Logger('SocketCommand');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const [socket, , acknowledge] = host.getArgs<[ActorSocket, unknown, unknown]>();
    const error = toAppError(thrown);
    if (error.code === 'server.failed') this.logger.error(thrown, 'Socket command failed');
    if (typeof acknowledge !== 'function') return;
    acknowledge({ ok: false, error: toProblem(error, socket.data.actor.locale) } satisfies Ack<never>);
  }
}

/**
 * A command over the socket: validated, and acknowledged whatever happens. (By itself Nest acknowledges neither a
 * handler that throws nor one that returns nothing.) Give it a `@Policy` too.
 */
export function SocketCommand(name: keyof ClientCommands): MethodDecorator {
  SOCKET_COMMANDS.add(name);
  return applyDecorators(
    SubscribeMessage(name),
    UseFilters(new AcknowledgeError()),
    UseInterceptors(new AcknowledgeData()),
    UsePipes(requestValidation()),
  );
}
