import type { MediaFact, MediaFactBody } from './types.js';

type Listener = (fact: MediaFact) => void;

/** Numbers the facts of the media node and hands them to everybody who listens. */
export class Facts {
  private seq = 0;
  private readonly listeners = new Set<Listener>();

  emit(body: MediaFactBody): void {
    this.seq += 1;
    const fact: MediaFact = Object.freeze({ seq: this.seq, at: new Date().toISOString(), ...body });
    for (const listener of this.listeners) deliver(listener, fact);
  }

  listen(listener: Listener): () => void {
    // Wrapped, so that the same function may listen twice and stop each on its own.
    const entry: Listener = (fact) => listener(fact);
    this.listeners.add(entry);
    return () => {
      this.listeners.delete(entry);
    };
  }
}

/** A listener that throws, at once or later, must neither keep a fact from the others nor stop the room. */
function deliver(listener: Listener, fact: MediaFact): void {
  try {
    // A function that returns a promise passes for a listener as well.
    void Promise.resolve(listener(fact) as unknown).catch(report);
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  process.emitWarning(`a listener of media facts failed: ${String(error)}`);
}
