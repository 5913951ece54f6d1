import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { SYSTEM_ACTOR } from '../actor.js';
import { toAppError, toProblem } from '../errors.js';
import type { ActorRequest } from '../policy.js';

/** Every error of a route leaves as `application/problem+json` (RFC 9457) in the reader's language. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<ActorRequest>();
    sendProblem(thrown, request, http.getResponse<Response>(), this.logger);
  }
}

/** Also used where Express answers before Nest does (body parser, unknown routes). */
export function sendProblem(thrown: unknown, request: ActorRequest, response: Response, logger: Logger): void {
  const error = toAppError(thrown);
  if (error.code === 'server.failed') logger.error(thrown, `${request.method} ${request.path} failed`);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const problem = toProblem(error, (request.actor ?? SYSTEM_ACTOR).locale);
  if (problem.retryAfter !== undefined) response.setHeader('Retry-After', String(problem.retryAfter));
  response
    .status(problem.status)
    .setHeader('Content-Type', 'application/problem+json; charset=utf-8')
    .setHeader('Cache-Control', 'no-store')
    .end(JSON.stringify(problem));
}
