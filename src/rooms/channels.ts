/** Everybody at a session. */
export function sessionChannel(sessionId: string): string {
  return `session:${sessionId}`;
}

/** Those who run it. */
export function stageChannel(sessionId: string): string {
  return `stage:${sessionId}`;
}
