import type { Layer, LayerBox } from '../types.js';

export interface Size {
  width: number;
  height: number;
}

/** Pixels; all four even, because the colours of 4:2:0 pictures have half the resolution. */
export interface Rect extends Size {
  x: number;
  y: number;
}

/** Edges are rounded, not widths: boxes that touch as fractions touch as pixels. Never empty, never outside. */
export function rectOf(box: LayerBox, frame: Size): Rect {
  const x = Math.min(even(box.x * frame.width), frame.width - 2);
  const y = Math.min(even(box.y * frame.height), frame.height - 2);
  const right = Math.min(even((box.x + box.width) * frame.width), frame.width);
  const bottom = Math.min(even((box.y + box.height) * frame.height), frame.height);
  return { x, y, width: Math.max(2, right - x), height: Math.max(2, bottom - y) };
}

/** Where a picture that was fitted into the box lies: in its middle. */
export function centred(picture: Size, box: Rect): { x: number; y: number } {
  return {
    x: box.x + even((box.width - picture.width) / 2 - 0.5),
    y: box.y + even((box.height - picture.height) / 2 - 0.5),
  };
}

/**
 * ffmpeg's filters that fit a picture of any size into a box, with even sides. `dar` is the shape that the picture is
 * meant to have, pixels that are not square included.
 */
export function fitFilter({ width, height }: Size, fit: Layer['fit']): string {
  if (fit === 'contain') {
    const w = `2*max(1,round(min(${width},${height}*dar)/2))`;
    const h = `2*max(1,round(min(${height},${width}/dar)/2))`;
    return `scale=w='${w}':h='${h}':${COLOURS}`;
  }
  const w = `2*ceil(max(${width},${height}*dar)/2)`;
  const h = `2*ceil(max(${height},${width}/dar)/2)`;
  return `scale=w='${w}':h='${h}':${COLOURS},crop=${width}:${height}`;
}

/** Whether a picture of another size fits into the box in another way. A camera that lowers its resolution does not. */
export function sameShape(a: Size, b: Size): boolean {
  return Math.abs((a.width * b.height) / (a.height * b.width) - 1) < 0.02;
}

/** All layers in the colours of the composed picture, whatever theirs are. */
const COLOURS = 'out_color_matrix=bt601:out_range=tv';

function even(value: number): number {
  return 2 * Math.round(value / 2);
}
