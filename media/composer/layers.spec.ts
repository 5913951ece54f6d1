import { expect, it } from '@jest/globals';
import type { Layer } from '../types.js';
import { readFormat } from './format.js';
import { readLayers } from './layers.js';
import { formatOfHead, readProbe } from './probe.js';

const box = { x: 0, y: 0, width: 1, height: 1 };
const layer = (source: unknown, more: object = {}): Layer => ({ source, box, fit: 'contain', ...more }) as Layer;
const picture = (path: unknown): Layer => layer({ kind: 'picture', path });

function codeOf(read: () => unknown): string {
  try {
    read();
    return 'fine';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

it('reads layers field by field', () => {
  const given = layer({ kind: 'clip', path: 'a/../b.mp4', loop: true, more: 1 }, { more: 1 });
  expect(readLayers([given])).toEqual([layer({ kind: 'clip', path: 'b.mp4', loop: true })]);
});

it.each([
  ['a path out of the sink', picture('../secret.jpg')],
  ['a hidden way out', picture('a/../../secret.jpg')],
  ['an absolute path', picture('/etc/passwd')],
  ['a line break in a path', picture('a\nb.jpg')],
  ['a zero in a path', picture('a\0b.jpg')],
  ['an endless path', picture('a'.repeat(501))],
  ['a path that is none', picture(7)],
  ['a source of another kind', layer({ kind: 'playlist', path: 'a' })],
  ['a box outside', layer({ kind: 'picture', path: 'a' }, { box: { x: 0.5, y: 0, width: 0.6, height: 1 } })],
  ['an empty box', layer({ kind: 'picture', path: 'a' }, { box: { x: 0, y: 0, width: 0, height: 1 } })],
  ['a box that is no number', layer({ kind: 'picture', path: 'a' }, { box: { x: NaN, y: 0, width: 1, height: 1 } })],
  ['another way to fit', layer({ kind: 'picture', path: 'a' }, { fit: 'fill' })],
  ['a producer without a name', layer({ kind: 'producer' })],
])('refuses %s', (_what, given) => {
  expect(codeOf(() => readLayers([given]))).toBe('media.parameters_refused');
});

it('has bounds', () => {
  expect(codeOf(() => readLayers(Array.from({ length: 4 }, () => picture('a'))))).toBe('fine');
  expect(codeOf(() => readLayers(Array.from({ length: 5 }, () => picture('a'))))).toBe('media.limit_reached');
  const clip = (path: string): Layer => layer({ kind: 'clip', path, loop: false });
  expect(codeOf(() => readLayers([clip('a'), clip('b')]))).toBe('media.limit_reached');
});

it.each([
  [1280, 720, 25, 'fine'],
  [720, 1280, 30, 'fine'],
  [1920, 1080, 25, 'media.parameters_refused'],
  [641, 360, 25, 'media.parameters_refused'],
  [640, 360, 60, 'media.parameters_refused'],
  [640, 360, 0, 'media.parameters_refused'],
  [NaN, 360, 25, 'media.parameters_refused'],
])('takes what every browser plays: %dx%d at %d is %s', (width, height, frameRate, answer) => {
  expect(codeOf(() => readFormat({ width, height, frameRate }))).toBe(answer);
});

it('knows files by what they hold', () => {
  expect(formatOfHead(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toBe('jpeg_pipe');
  expect(formatOfHead(Buffer.from('\0\0\0\x20ftypisom', 'latin1'))).toBe('mov');
  expect(formatOfHead(Buffer.from('RIFF....WEBPVP8 ', 'latin1'))).toBe('webp_pipe');
  for (const other of ['#EXTM3U\n', 'ffconcat version', '<svg xmlns=', 'RIFF....AVI LIST', '']) {
    expect(formatOfHead(Buffer.from(other, 'latin1'))).toBeNull();
  }
});

it('refuses clips that are too large or too long', () => {
  const told = (size: string, duration: string): string =>
    `Input #0, mov\n  Duration: ${duration}, start: 0.0\n` +
    `  Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv), ${size} [SAR 1:1 DAR 16:9], 25 fps\n` +
    '  Stream #0:1[0x2](und): Audio: aac (LC), 48000 Hz, mono, fltp\nAt least one output file must be specified';
  expect(readProbe(told('1080x1920', '01:59:59.00'))).toEqual({ sound: true });
  expect(readProbe(told('640x360', 'N/A').replace('Audio', 'Data'))).toEqual({ sound: false });
  expect(() => readProbe(told('3840x2160', '00:00:05.00'))).toThrow('too large');
  expect(() => readProbe(told('640x360', '02:00:01.00'))).toThrow('too long');
  expect(() => readProbe('moov atom not found')).toThrow('not a clip');
});
