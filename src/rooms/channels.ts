/** Everybody at a session. */
export function sessionChannel(sessionId: string): string {
  return `session:${sessionId}`;
}

/** Everybody on its stage. */
export function stageChannel(sessionId: string): string {
  return `stage:${sessionId}`;
}

/** Those who run it: raised hands are theirs alone. */
export function hostChannel(sessionId: string): string {
  return `hosts:${sessionId}`;
}

/** One person's pages at a session. */
export function personChannel(sessionId: string, personId: string): string {
  return `person:${sessionId}:${personId}`;
}
