import type { SessionCard } from '../../src/contracts/index.js';
import { sessionAddress } from './calendar.js';

/** The address to hand on: without the viewer link, which belongs to whoever received it. */
export async function shareSession(session: SessionCard): Promise<'shared' | 'copied' | 'failed'> {
  const url = sessionAddress(session.id);
  if ('share' in navigator) {
    try {
      await navigator.share({ title: session.title, text: session.host.name, url });
      return 'shared';
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return 'shared';
    }
  }
  return (await copyText(url)) ? 'copied' : 'failed';
}

/** The clipboard is closed to pages that came by plain http; there the old way still works. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.setAttribute('readonly', '');
    field.className = 'sr-only';
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}
