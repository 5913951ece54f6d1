import type { FileKind } from '../../contracts/vocabulary.js';

const LONGEST_STEM = 100;
const EXTENSIONS: Partial<Record<FileKind | 'zip', RegExp>> = { jpg: /\.jpe?g$/i };

/**
 * A person's name for a file in a form that every file system takes and no screen is misled by: no folders, no
 * control or direction marks, an extension that says what the content is.
 */
export function safeFileName(name: string, kind: FileKind | 'zip'): string {
  const base = name.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = base.replace(/[\p{Cc}\p{Cf}]/gu, '').replace(/[<>:"|?*]/g, '_');
  const extension = EXTENSIONS[kind] ?? new RegExp(`\\.${kind}$`, 'i');
  const stem = [...plain.replace(extension, '')].slice(0, LONGEST_STEM).join('');
  return `${stem.replace(/^[\s.]+|[\s.]+$/g, '') || 'file'}.${kind}`;
}
