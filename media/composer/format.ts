import { MediaError } from '../types.js';
import type { ComposerFormat } from './composer.js';

/** Level 3.1 of H.264, which is what rooms negotiate: blocks of 16x16 pixels in a picture. */
const MOST_BLOCKS = 3_600;
const MOST_RATE = 30;
const LEAST_SIDE = 64;

/** @throws `media.parameters_refused` for a format that some browser might not play */
export function readFormat({ width, height, frameRate }: ComposerFormat): ComposerFormat {
  const side = (pixels: number): boolean => Number.isInteger(pixels) && pixels >= LEAST_SIDE && pixels % 2 === 0;
  const blocks = Math.ceil(width / 16) * Math.ceil(height / 16);
  if (!side(width) || !side(height) || blocks > MOST_BLOCKS) throw refused('the size is odd or too large');
  if (!Number.isInteger(frameRate) || frameRate < 1 || frameRate > MOST_RATE) throw refused('no such rate');
  return { width, height, frameRate };
}

function refused(message: string): MediaError {
  return new MediaError('media.parameters_refused', message);
}
