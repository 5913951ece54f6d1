import { useRoute, useRouter } from 'vue-router';

/** Where to go after signing in: a path of ours, whatever the address says. Everything else leads to the front page. */
export function safeReturn(to: unknown, origin: string): string {
  if (typeof to !== 'string' || !to.startsWith('/')) return '/';
  try {
    const url = new URL(to, origin);
    if (url.origin !== origin || url.pathname.startsWith('//')) return '/';
    // On the way to the provincial account the sign-in page itself is where to come back to.
    if (url.pathname === '/sign-in') return safeReturn(url.searchParams.get('to'), origin);
    return url.pathname + url.search + url.hash;
  } catch {
    return '/';
  }
}

/** The way back that stands in the address as `?to=`. */
export function useReturnPath() {
  const route = useRoute();
  const router = useRouter();
  const path = () => safeReturn(route.query.to, location.origin);
  const goBack = () => router.replace(path());
  return { path, goBack };
}
