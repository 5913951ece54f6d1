export type TextBlock = { kind: 'heading' | 'paragraph'; text: string } | { kind: 'list'; items: string[] };

/**
 * A text as people write it in a plain file: blocks between empty lines, `#` before a heading, `-` before the items of
 * a list. Everything stays text: nothing of it is ever read as HTML.
 */
export function textBlocks(text: string): TextBlock[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n\s*\n/)
    .flatMap((block) => blocksOf(block.split('\n').map((line) => line.trim())));
}

function blocksOf(lines: string[]): TextBlock[] {
  const blocks: TextBlock[] = [];
  for (const line of lines) {
    const last = blocks.at(-1);
    if (line === '') continue;
    if (/^#+\s/.test(line)) blocks.push({ kind: 'heading', text: line.replace(/^#+\s+/, '') });
    else if (/^[-*]\s/.test(line) && last?.kind === 'list') last.items.push(line.slice(2).trim());
    else if (/^[-*]\s/.test(line)) blocks.push({ kind: 'list', items: [line.slice(2).trim()] });
    else if (last?.kind === 'paragraph') last.text += `\n${line}`;
    else blocks.push({ kind: 'paragraph', text: line });
  }
  return blocks;
}
