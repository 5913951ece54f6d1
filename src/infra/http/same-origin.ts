import type { IncomingMessage } from 'node:http';

/**
 * Whether a browser's request comes from our own pages. Browsers send `Origin` with every request that can change
 * something and with every socket handshake; programs (curl, an encoder) send none and carry no cookies of a victim.
 */
export function isSameOrigin(request: IncomingMessage, publicUrl: string): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  return new URL(origin).host === host || origin === new URL(publicUrl).origin;
}
