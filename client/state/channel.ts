import type { RouteLocationNormalized } from 'vue-router';

/** Key in the browser session's storage: it ends with the tab, unlike what a person likes or has seen. */
const KEY = 'yunqiao.channel';
const CODE = /^[0-9a-z]{4,12}$/;

/** While the storage is forbidden it is remembered as long as the page stands. */
let remembered: string | undefined;

/** Whoever came by `?c=<code>` was brought by that channel, on whichever page they act later. The newest one counts. */
export function rememberChannel({ query }: RouteLocationNormalized): void {
  const code = query.c;
  if (typeof code !== 'string' || !CODE.test(code)) return;
  remembered = code;
  try {
    sessionStorage.setItem(KEY, code);
  } catch {
    // Private windows may refuse.
  }
}

/** Code of the channel that brought this visitor, if any. */
export function channelCode(): string | undefined {
  try {
    const stored = sessionStorage.getItem(KEY) ?? '';
    return CODE.test(stored) ? stored : remembered;
  } catch {
    return remembered;
  }
}
