import { FILE_PURPOSES } from '../../src/contracts/vocabulary.js';

/** Letters stay sharp at the first one; a page that is all noise may need less. */
const QUALITIES = [0.9, 0.75, 0.5];

export const newCanvas = (): HTMLCanvasElement => document.createElement('canvas');

/** What is drawn, as a JPEG that the server takes. @throws Error when the browser cannot make one */
export async function drawnAsJpeg(canvas: HTMLCanvasElement): Promise<Blob> {
  for (const quality of QUALITIES) {
    const jpeg = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
    if (jpeg && jpeg.size <= FILE_PURPOSES.stage_page.maxBytes) return jpeg;
  }
  throw new Error('no picture');
}
