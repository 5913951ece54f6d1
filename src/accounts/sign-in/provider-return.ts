/** Nobody's own page is longer; the cookie that carries it has to stay small. */
const MAX_LENGTH = 300;
const HERE = 'http://here.invalid';

/**
 * Where to go after signing in, if that is a page of ours: what stands in an address was written by anybody. Read as a
 * browser reads it, so that neither a tab nor `/.//` makes another host of it.
 *
 * @returns a path that begins with exactly one slash; null for everything else
 */
export function ownPath(text: string | undefined): string | null {
  if (!text?.startsWith('/') || !URL.canParse(text, HERE)) return null;
  const { origin, pathname, search, hash } = new URL(text, HERE);
  // Our own API is no page: one of its addresses would begin the journey again.
  if (origin !== HERE || pathname.startsWith('//') || /^\/api(?:\/|$)/i.test(pathname)) return null;
  const path = pathname + search + hash;
  return path.length <= MAX_LENGTH ? path : null;
}
