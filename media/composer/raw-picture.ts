import { centred, type Rect, type Size } from './layout.js';

/** One picture, 8 bits, 4:2:0: the rows of the brightness, then those of the two colours at half the resolution. */
export interface RawPicture extends Size {
  data: Buffer;
}

const BLACK = 16;
const NO_COLOUR = 128;

export function rawSize({ width, height }: Size): number {
  return width * height + 2 * ((width + 1) >> 1) * ((height + 1) >> 1);
}

export function paintBlack(target: RawPicture, box: Rect): void {
  for (const plane of planesOf(target)) {
    const area = inPlane(box, plane);
    for (let row = 0; row < area.height; row += 1) {
      const at = plane.start + (area.y + row) * plane.stride + area.x;
      target.data.fill(plane.divisor === 1 ? BLACK : NO_COLOUR, at, at + area.width);
    }
  }
}

/** In the middle of the box; what is larger than the box is cut off at the right and at the bottom. */
export function paintPicture(target: RawPicture, picture: RawPicture, box: Rect): void {
  const width = Math.min(picture.width, box.width);
  const height = Math.min(picture.height, box.height);
  const area = { ...centred({ width, height }, box), width, height };
  const sources = planesOf(picture);
  for (const [i, plane] of planesOf(target).entries())
    paintPlane(target, plane, picture, sources[i]!, inPlane(area, plane));
}

interface Plane {
  start: number;
  stride: number;
  divisor: 1 | 2;
}

function paintPlane(target: RawPicture, to: Plane, picture: RawPicture, from: Plane, area: Rect): void {
  const at = to.start + area.y * to.stride + area.x;
  if (area.width === to.stride && area.width === from.stride) {
    picture.data.copy(target.data, at, from.start, from.start + area.height * from.stride);
    return;
  }
  for (let row = 0; row < area.height; row += 1) {
    const source = from.start + row * from.stride;
    picture.data.copy(target.data, at + row * to.stride, source, source + area.width);
  }
}

function planesOf({ width, height }: Size): Plane[] {
  const [half, rows] = [(width + 1) >> 1, (height + 1) >> 1];
  const colours = width * height;
  return [
    { start: 0, stride: width, divisor: 1 },
    { start: colours, stride: half, divisor: 2 },
    { start: colours + half * rows, stride: half, divisor: 2 },
  ];
}

function inPlane({ x, y, width, height }: Rect, { divisor }: Plane): Rect {
  return { x: x / divisor, y: y / divisor, width: width / divisor, height: height / divisor };
}
