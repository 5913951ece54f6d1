import type { ErrorCode, Problem } from '../../src/contracts/index.js';

export type FailureKind = 'problem' | 'network' | 'deadline';

/** Why a request or a socket command did not do what was asked: the server's problem, or no answer at all. */
export class RequestFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly problem: Problem | null = null,
  ) {
    super(message);
    this.name = 'RequestFailure';
  }

  static of(problem: Problem): RequestFailure {
    return new RequestFailure('problem', problem.title || problem.code, problem);
  }

  get code(): ErrorCode | null {
    return this.problem?.code ?? null;
  }

  /** Whether the same request may go better a little later. Asking again cannot mend a refusal. */
  get isPassing(): boolean {
    if (!this.problem) return true;
    return this.problem.status >= 500 || this.problem.status === 429 || this.problem.code === 'access.ticket_invalid';
  }

  get retryAfterMs(): number {
    return (this.problem?.retryAfter ?? 0) * 1000;
  }
}

export function asFailure(error: unknown): RequestFailure {
  if (error instanceof RequestFailure) return error;
  return new RequestFailure('network', error instanceof Error ? error.message : String(error));
}
