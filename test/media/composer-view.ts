import type { types } from 'mediasoup';
import { Decoder } from '../../media/composer/decoder.js';
import { openPictures, type CodedPictures } from '../../media/composer/coded-pictures.js';
import type { RawPicture } from '../../media/composer/raw-picture.js';
import { askWithin } from '../../media/deadline.js';
import { DirectTap } from '../../media/direct-tap.js';
import { FFMPEG } from './egress-feed.js';

export interface Colour {
  red: number;
  green: number;
  blue: number;
}

/** What somebody in the room sees of a producer, picture by picture. */
export class View {
  picture: RawPicture | null = null;
  pictures = 0;
  keys = 0;
  /** Bytes on the wire. */
  bytes = 0;
  private decoder: Decoder | null = null;
  private readonly coded: CodedPictures;
  private readonly timer: NodeJS.Timeout;

  static async open(router: types.Router, producer: types.Producer): Promise<View> {
    const transport = await router.createDirectTransport();
    return new View(
      await DirectTap.open({ transport, rtpCapabilities: router.rtpCapabilities, ask: askWithin(5_000) }, producer),
    );
  }

  private constructor(readonly tap: DirectTap) {
    this.coded = openPictures(tap, ({ key, size, data }) => {
      if (key) this.keys += 1;
      this.bytes += data.length;
      if (size) this.decoder ??= this.decode(size);
      this.decoder?.write(data);
    })!;
    this.timer = setInterval(() => this.coded.tick(performance.now()), 50);
  }

  /** Of one point, fractions of the frame; the mean of 8x8 pixels. Null: no picture yet. */
  colour(x: number, y: number): Colour | null {
    return this.picture && colourAt(this.picture, x, y);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    this.tap.close();
    await this.decoder?.kill();
  }

  private decode(size: { width: number; height: number }): Decoder {
    return new Decoder({
      ffmpegPath: FFMPEG,
      codec: this.coded.codec,
      size,
      filter: 'null',
      onPicture: (picture) => {
        this.picture = picture;
        this.pictures += 1;
      },
      onExit: () => undefined,
    });
  }
}

const SPOT = 8;

export function colourAt({ width, height, data }: RawPicture, x: number, y: number): Colour {
  const left = Math.min(width - SPOT, Math.max(0, Math.round(x * width) - SPOT / 2)) & ~1;
  const top = Math.min(height - SPOT, Math.max(0, Math.round(y * height) - SPOT / 2)) & ~1;
  const mean = (start: number, stride: number, divisor: number): number => {
    let sum = 0;
    for (let row = 0; row < SPOT / divisor; row += 1) {
      for (let column = 0; column < SPOT / divisor; column += 1) {
        sum += data[start + (top / divisor + row) * stride + left / divisor + column]!;
      }
    }
    return sum / (SPOT / divisor) ** 2;
  };
  const bright = (mean(0, width, 1) - 16) * (255 / 219);
  const u = (mean(width * height, width / 2, 2) - 128) * (255 / 224);
  const v = (mean((width * height * 5) / 4, width / 2, 2) - 128) * (255 / 224);
  return { red: bright + 1.402 * v, green: bright - 0.344 * u - 0.714 * v, blue: bright + 1.772 * u };
}

const NAMED: Record<string, Colour> = {
  black: { red: 0, green: 0, blue: 0 },
  white: { red: 255, green: 255, blue: 255 },
  red: { red: 255, green: 0, blue: 0 },
  lime: { red: 0, green: 255, blue: 0 },
  blue: { red: 0, green: 0, blue: 255 },
  yellow: { red: 255, green: 255, blue: 0 },
};

/** The nearest name, or `?` when none is near. */
export function nameOf(colour: Colour | null): string {
  if (!colour) return '?';
  const distance = (name: string): number => {
    const { red, green, blue } = NAMED[name]!;
    return Math.max(Math.abs(red - colour.red), Math.abs(green - colour.green), Math.abs(blue - colour.blue));
  };
  return Object.keys(NAMED).find((name) => distance(name) < 40) ?? '?';
}
