/** A person's words as a part of a LIKE pattern: its wildcards are ordinary characters. */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
