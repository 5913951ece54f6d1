/**
 * One wish is sent at a time; of those that come meanwhile only the newest follows. Whoever presses twenty times sends
 * two requests.
 *
 * @returns settled when nothing is left to send
 */
export function latestWish<T>(send: (wish: T) => Promise<void>): (wish: T) => Promise<void> {
  let next: { wish: T } | null = null;
  let sending: Promise<void> | null = null;

  async function sendAll(): Promise<void> {
    while (next) {
      const { wish } = next;
      next = null;
      await send(wish);
    }
  }

  return (wish) => {
    next = { wish };
    sending ??= sendAll().finally(() => (sending = null));
    return sending;
  };
}
