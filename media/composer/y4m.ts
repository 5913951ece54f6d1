import { rawSize, type RawPicture } from './raw-picture.js';

const MOST_HEADER = 256;
const MAGIC = 'YUV4MPEG2 ';
const FRAME = 'FRAME';
const NEW_LINE = 0x0a;
const MOST_SPARE = 8;

/**
 * Raw pictures out of a YUV4MPEG2 stream (4:2:0): a line that tells the size, then pictures with a line before each.
 * Pictures that are given back are filled again, so that a running stream allocates nothing.
 */
export class Y4mReader {
  private size: { width: number; height: number } | null = null;
  private line = Buffer.alloc(0);
  private picture: RawPicture | null = null;
  private filled = 0;
  private readonly spare: RawPicture[] = [];

  constructor(private readonly onPicture: (picture: RawPicture) => void) {}

  /** @throws if this is no such stream */
  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      at = this.picture ? this.fill(this.picture, chunk, at) : this.readLine(chunk, at);
    }
  }

  /** Pictures of another stream may have another size; those are left to the garbage collector. */
  recycle(picture: RawPicture): void {
    const fits = picture.width === this.size?.width && picture.height === this.size.height;
    if (fits && this.spare.length < MOST_SPARE) this.spare.push(picture);
  }

  private fill(picture: RawPicture, chunk: Buffer, at: number): number {
    const taken = chunk.copy(picture.data, this.filled, at);
    this.filled += taken;
    if (this.filled === picture.data.length) {
      this.picture = null;
      this.onPicture(picture);
    }
    return at + taken;
  }

  private readLine(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(NEW_LINE, at);
    this.line = Buffer.concat([this.line, chunk.subarray(at, end < 0 ? chunk.length : end)]);
    if (this.line.length > MOST_HEADER) throw new Error('a line of the picture stream has no end');
    if (end < 0) return chunk.length;
    this.takeLine(this.line.toString('latin1'));
    this.line = Buffer.alloc(0);
    return end + 1;
  }

  private takeLine(line: string): void {
    if (!this.size) this.size = readSize(line);
    else if (line.startsWith(FRAME)) this.begin(this.size);
    else throw new Error('not a picture stream');
  }

  private begin(size: { width: number; height: number }): void {
    this.picture = this.spare.pop() ?? { ...size, data: Buffer.allocUnsafeSlow(rawSize(size)) };
    this.filled = 0;
  }
}

function readSize(line: string): { width: number; height: number } {
  const width = Number(/ W(\d+)/.exec(line)?.[1]);
  const height = Number(/ H(\d+)/.exec(line)?.[1]);
  if (!line.startsWith(MAGIC) || !(width > 0) || !(height > 0)) throw new Error('not a picture stream');
  return { width, height };
}
