import { FILE_PURPOSES } from '../../src/contracts/vocabulary.js';
import type { MaterialKind } from '../../src/contracts/vocabulary.js';

/** Why a file does not become a material, in a word that the page can explain. */
export type MaterialTrouble =
  | 'presentation'
  | 'unknown'
  | 'empty'
  | 'clip_too_large'
  | 'pdf_too_large'
  | 'pdf_password'
  | 'pdf_broken'
  | 'pdf_too_many'
  | 'pdf_page'
  | 'pdf_other_file'
  | 'pdf_unsupported'
  | 'pdf_other'
  | 'picture_broken';

export class MaterialFailure extends Error {
  constructor(
    readonly trouble: MaterialTrouble,
    /** The page at which it happened, from 1. */
    readonly page = 0,
    cause?: unknown,
  ) {
    super(trouble, { cause });
    this.name = 'MaterialFailure';
  }
}

/** What the file dialogue offers; presentations too, so that who has one is told what to do with it. */
export const ACCEPTED = '.pdf,.ppt,.pptx,image/jpeg,image/png,image/webp,video/mp4,video/webm';

/** Held in the browser's memory as a whole. */
const PDF_BYTES = 200 * 1024 * 1024;

const PRESENTATIONS = ['ppt', 'pptx', 'pps', 'ppsx', 'key', 'odp', 'dps', 'dpt'];
const KINDS: Record<string, MaterialKind> = {
  pdf: 'slides',
  jpg: 'picture',
  jpeg: 'picture',
  png: 'picture',
  webp: 'picture',
  mp4: 'clip',
  m4v: 'clip',
  webm: 'clip',
};
const TYPES: Record<string, MaterialKind> = {
  'application/pdf': 'slides',
  'image/jpeg': 'picture',
  'image/png': 'picture',
  'image/webp': 'picture',
  'video/mp4': 'clip',
  'video/webm': 'clip',
};

/** @throws MaterialFailure for what cannot be shown */
export function kindOfFile({ name, type, size }: Pick<File, 'name' | 'type' | 'size'>): MaterialKind {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (PRESENTATIONS.includes(extension)) throw new MaterialFailure('presentation');
  const kind = TYPES[type] ?? KINDS[extension];
  if (!kind) throw new MaterialFailure('unknown');
  if (size === 0) throw new MaterialFailure('empty');
  if (kind === 'clip' && size > FILE_PURPOSES.stage_clip.maxBytes) throw new MaterialFailure('clip_too_large');
  if (kind === 'slides' && size > PDF_BYTES) throw new MaterialFailure('pdf_too_large');
  return kind;
}

/** The file's name without its extension, as one line of at most 120 characters. */
export function titleOfFile(name: string): string {
  const bare = name.replace(/\.[^.]{1,5}$/, '') || name;
  const line = bare
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.slice(0, 120).trim() || 'PDF';
}

export interface Size {
  width: number;
  height: number;
}

/** Wide enough for text to stay sharp on a large screen; a page on end gets as much height as it can use. */
const MOST: Size = { width: 1920, height: 2160 };

/** The largest size of that shape that is sent, in whole pixels; what is smaller grows only where `grow` says so. */
export function fittedSize({ width, height }: Size, { grow }: { grow: boolean }): Size {
  const scale = Math.min(MOST.width / width, MOST.height / height, grow ? Infinity : 1);
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}
