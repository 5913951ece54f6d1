import { fileTypeFromBuffer } from 'file-type';
import {
  FILE_KINDS,
  FILE_PURPOSES,
  type FileKind,
  type FilePurpose,
  type FileRule,
} from '../../contracts/vocabulary.js';
import { AppError } from '../errors.js';
import { imageSize } from './image-size.js';

/**
 * What an uploaded file is by its content; its name and what the browser says about it count for nothing.
 *
 * @throws AppError `file.too_large`, `file.type_refused`, `file.unreadable`
 */
export async function checkContent(purpose: FilePurpose, bytes: Buffer): Promise<FileKind> {
  const rule: FileRule = FILE_PURPOSES[purpose];
  if (bytes.length === 0) throw new AppError('file.unreadable');
  if (bytes.length > rule.maxBytes) throw new AppError('file.too_large');
  const kind = await kindOf(bytes);
  if (kind === null || !rule.kinds.includes(kind)) throw new AppError('file.type_refused');
  if (rule.maxPixels) checkPixels(bytes, kind, rule.maxPixels);
  return kind;
}

async function kindOf(bytes: Buffer): Promise<FileKind | null> {
  const detected = (await fileTypeFromBuffer(bytes))?.ext;
  if (detected !== undefined && Object.hasOwn(FILE_KINDS, detected)) return detected as FileKind;
  // A table may begin with letters that other formats begin with ("BM", "MZ"): text is told by being text throughout.
  return isText(bytes) ? 'csv' : null;
}

function isText(bytes: Buffer): boolean {
  return !bytes.includes(0) && (decodes('utf-8', bytes) || decodes('gb18030', bytes));
}

function decodes(encoding: string, bytes: Buffer): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function checkPixels(bytes: Buffer, kind: FileKind, maxPixels: number): void {
  const size = imageSize(bytes, kind);
  if (!size || size.width === 0 || size.height === 0) throw new AppError('file.unreadable');
  if (size.width * size.height > maxPixels) throw new AppError('file.too_large');
}
