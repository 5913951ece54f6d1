/** What has to be ended when the bench ends, in whatever way: newest first, each once. */
const endings = new Set<() => void | Promise<void>>();
let interrupted = false;

/** Registers how to end something; returns how to end it now. Ending twice is harmless. */
export function atEnd(end: () => void | Promise<void>): () => Promise<void> {
  const once = async (): Promise<void> => {
    if (endings.delete(once)) await end();
  };
  endings.add(once);
  return once;
}

export async function endAll(): Promise<void> {
  for (const end of [...endings].reverse()) {
    await Promise.resolve(end()).catch((error: unknown) => console.error('Ending something failed:', error));
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
