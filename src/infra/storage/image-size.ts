import type { FileKind } from '../../contracts/vocabulary.js';

export interface ImageSize {
  width: number;
  height: number;
}

/** Width and height as the picture's header gives them, in pixels; null where there is none to be read. */
export function imageSize(bytes: Buffer, kind: FileKind): ImageSize | null {
  try {
    if (kind === 'png') return pngSize(bytes);
    if (kind === 'jpg') return jpegSize(bytes);
    return kind === 'webp' ? webpSize(bytes) : null;
  } catch (error) {
    // The header ends before the size does.
    if ((error as Error).name === 'RangeError') return null;
    throw error;
  }
}

/** PNG 11.2.1: IHDR comes first. */
function pngSize(bytes: Buffer): ImageSize | null {
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') return null;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** ITU-T T.81, B.2.2: the frame header (SOF0 to SOF15 without DHT, JPG and DAC) holds lines, then samples per line. */
function jpegSize(bytes: Buffer): ImageSize | null {
  let at = 2;
  for (;;) {
    if (bytes.readUInt8(at) !== 0xff) return null;
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xff) {
      at += 1;
    } else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    } else {
      at += 2 + bytes.readUInt16BE(at + 2);
    }
  }
}

/** RFC 9649, 2.5 to 2.7: lossy, lossless and extended files keep their size in three ways. */
function webpSize(bytes: Buffer): ImageSize | null {
  const chunk = bytes.toString('latin1', 12, 16);
  if (chunk === 'VP8X') return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  if (chunk === 'VP8L') {
    const bits = bytes.readUInt32LE(21);
    return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  if (chunk !== 'VP8 ') return null;
  return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
}
