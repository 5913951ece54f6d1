import { FILE_PURPOSES } from '../../src/contracts/vocabulary.js';
import { drawnAsJpeg, newCanvas } from './drawn-jpeg.js';
import { fittedSize, MaterialFailure } from './material-file.js';

/**
 * A picture as it is sent: as it is, or drawn anew where it is larger than anybody would see (a photo of a telephone).
 *
 * @throws MaterialFailure `picture_broken`
 */
export async function fittedPicture(file: Blob): Promise<Blob> {
  try {
    const picture = await decoded(file);
    const { naturalWidth: width, naturalHeight: height } = picture;
    const size = fittedSize({ width, height }, { grow: false });
    if (size.width === width && size.height === height && file.size <= FILE_PURPOSES.stage_page.maxBytes) return file;
    const canvas = Object.assign(newCanvas(), size);
    const pen = canvas.getContext('2d');
    if (!pen) throw new Error('no canvas');
    // A JPEG has no transparency.
    pen.fillStyle = 'white';
    pen.fillRect(0, 0, size.width, size.height);
    pen.drawImage(picture, 0, 0, size.width, size.height);
    return await drawnAsJpeg(canvas);
  } catch (error) {
    throw new MaterialFailure('picture_broken', 0, error);
  }
}

async function decoded(file: Blob): Promise<HTMLImageElement> {
  const address = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    return picture;
  } finally {
    URL.revokeObjectURL(address);
  }
}
