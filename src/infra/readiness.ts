import { Injectable } from '@nestjs/common';

type Check = () => Promise<boolean>;

const CHECK_DEADLINE_MS = 1_800;

/** The parts that must work before the server takes people, each with a check of its own. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, Check>();
  private stopping = false;

  register(part: string, check: Check): void {
    this.checks.set(part, check);
  }

  /** From now on `ready` answers 503, so that a balancer sends nobody here any more. */
  stop(): void {
    this.stopping = true;
  }

  /** Names of the parts that do not work now. */
  async failing(): Promise<string[]> {
    if (this.stopping) return ['shutdown'];
    const results = await Promise.all(
      [...this.checks].map(async ([part, check]) => ((await withinDeadline(check)) ? [] : [part])),
    );
    return results.flat();
  }
}

async function withinDeadline(check: Check): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_DEADLINE_MS);
  });
  try {
    return await Promise.race([check().catch(() => false), late]);
  } finally {
    clearTimeout(timer);
  }
}
