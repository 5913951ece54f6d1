/** What has to be ended when the bench ends, in whatever way: newest first, each once. */
const endings = new Set<() => void | Promise<void>>();
let ending: Promise<void> | null = null;
let interrupted = false;

/** Registers how to end something; returns how to end it now. Ending twice is harmless. */
export function atEnd(end: () => void | Promise<void>): () => Promise<void> {
  const once = async (): Promise<void> => {
    if (endings.delete(once)) await end();
  };
  endings.add(once);
  return once;
}

/** Whoever asks while everything is being ended waits for the same end. */
export function endAll(): Promise<void> {
  ending ??= endEach().finally(() => (ending = null));
  return ending;
}

/** Also what is registered meanwhile: the bench goes on until it notices. */
async function endEach(): Promise<void> {
  for (let newest = [...endings].at(-1); newest; newest = [...endings].at(-1)) {
    await Promise.resolve(newest()).catch((error: unknown) => console.error('Ending something failed:', error));
  }
}

/** Ctrl-C and SIGTERM end what the bench started and nothing else; a second one does not wait. */
export function endOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (interrupted) process.exit(130);
      interrupted = true;
      console.error(`\n${signal}: ending what this bench started`);
      void endAll().finally(() => process.exit(130));
    });
  }
}
