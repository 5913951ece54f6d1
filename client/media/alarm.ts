/** One alarm that also rings in time while the page is hidden. */
export class Alarm {
  private readonly worker: Worker | null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ring: () => void) {
    this.worker = startWorker(ring);
  }

  /** Another one that is set already is moved. */
  set(ms: number): void {
    if (this.worker) return this.worker.postMessage(ms);
    clearTimeout(this.timer);
    this.timer = setTimeout(this.ring, ms);
  }

  close(): void {
    this.worker?.terminate();
    clearTimeout(this.timer);
  }
}

/** Null where the browser has no workers of that kind; an ordinary timer then does what it can. */
function startWorker(ring: () => void): Worker | null {
  try {
    const worker = new Worker(new URL('./alarm.worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ring);
    return worker;
  } catch {
    return null;
  }
}
