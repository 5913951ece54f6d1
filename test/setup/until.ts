/** Waits for a condition with a deadline; never longer than needed, never for luck. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  { within = 10_000, every = 50 }: { within?: number; every?: number } = {},
): Promise<Exclude<NonNullable<T>, false>> {
  const deadline = Date.now() + within;
  let last: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value as Exclude<NonNullable<T>, false>;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`Not within ${within} ms: ${what} (last: ${String(last)})`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
