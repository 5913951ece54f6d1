import { expect, it } from '@jest/globals';
import type { Rect } from './layout.js';
import { paintBlack, paintPicture, rawSize, type RawPicture } from './raw-picture.js';
import { Y4mReader } from './y4m.js';

function plain(width: number, height: number, brightness: number, colour: number): RawPicture {
  const data = Buffer.alloc(rawSize({ width, height }), colour);
  data.fill(brightness, 0, width * height);
  return { width, height, data };
}

/** Brightness and both colours of every pixel, as one text per row. */
function rows({ width, height, data }: RawPicture): string[] {
  const at = (x: number, y: number): string => {
    const half = (y >> 1) * (width / 2) + (x >> 1);
    const colours = [data[width * height + half], data[width * height + (width * height) / 4 + half]];
    return [data[y * width + x], ...colours].join('/') === '16/128/128' ? '.' : '#';
  };
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => at(x, y)).join(''));
}

const all: Rect = { x: 0, y: 0, width: 8, height: 6 };

it('paints a picture into the middle of its box, brightness and colours', () => {
  const canvas = plain(8, 6, 99, 99);
  paintBlack(canvas, all);
  paintPicture(canvas, plain(2, 2, 200, 50), { x: 2, y: 0, width: 6, height: 6 });
  expect(rows(canvas)).toEqual(['........', '........', '....##..', '....##..', '........', '........']);
});

it('paints over the whole canvas, and cuts off what is larger', () => {
  const canvas = plain(8, 6, 16, 128);
  paintPicture(canvas, plain(8, 6, 200, 50), all);
  expect(rows(canvas)).toEqual(Array.from({ length: 6 }, () => '########'));
  paintBlack(canvas, all);
  paintPicture(canvas, plain(8, 6, 200, 50), { x: 4, y: 2, width: 4, height: 2 });
  expect(rows(canvas)).toEqual(['........', '........', '....####', '....####', '........', '........']);
});

it('reads pictures out of a stream that comes in any pieces, and fills those again that are given back', () => {
  const stream = Buffer.concat([
    Buffer.from('YUV4MPEG2 W4 H2 F25:1 Ip A0:0 C420jpeg XYSCSS=420JPEG\n'),
    ...[1, 2, 3].flatMap((value) => [Buffer.from('FRAME\n'), Buffer.alloc(12, value)]),
  ]);
  for (const piece of [1, 5, 64, 1000]) {
    const seen: number[] = [];
    const buffers = new Set<Buffer>();
    const reader = new Y4mReader((picture) => {
      seen.push(picture.data[0]!, picture.data[11]!);
      buffers.add(picture.data);
      reader.recycle(picture);
    });
    for (let at = 0; at < stream.length; at += piece) reader.push(stream.subarray(at, at + piece));
    expect(seen).toEqual([1, 1, 2, 2, 3, 3]);
    expect(buffers.size).toBe(1);
  }
});

it('refuses what is no picture stream', () => {
  const reader = (): Y4mReader => new Y4mReader(() => undefined);
  expect(() => reader().push(Buffer.from('RIFF....\n'))).toThrow('not a picture stream');
  expect(() => reader().push(Buffer.alloc(300, 0x41))).toThrow('no end');
});
