import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { IngestOffer, Layer, LayerBox, MediaServer } from '../../media/index.js';
import { atEnd } from '../ending.js';
import { FFMPEG } from '../paths.js';
import { startMediaNode } from '../server/media-node.js';

const run = promisify(execFile);

const ROOM = 'bench';
const COMPOSER = { roomId: ROOM, peerId: 'composer' };
const FULL: LayerBox = { x: 0, y: 0, width: 1, height: 1 };
const CORNER: LayerBox = { x: 0.72, y: 0.72, width: 0.25, height: 0.25 };
const LEFT: LayerBox = { x: 0, y: 0.25, width: 0.5, height: 0.5 };
const RIGHT: LayerBox = { x: 0.5, y: 0.25, width: 0.5, height: 0.5 };

/** A room with a composer of 1280x720 at 25 pictures a second, and what it may compose. */
export class Compositions {
  private constructor(
    private readonly server: MediaServer,
    private readonly cameras: [one: string, other: string],
    private readonly screen: string,
  ) {}

  static async open(): Promise<Compositions> {
    const { server, root } = await startMediaNode();
    await server.openRoom({ roomId: ROOM });
    await makeFiles(root);
    const moving = ['-stream_loop', '-1', '-re', '-i', join(root, 'clip.mp4'), '-an'];
    const cameras: [string, string] = [
      await publish(server, 'one', [...moving, '-vf', 'scale=640:360'], '700k'),
      await publish(server, 'other', [...moving, '-vf', 'scale=640:360,hflip'], '700k'),
    ];
    const screen = await publish(server, 'screen', [...moving, '-r', '15'], '2M');
    await server.openComposer({ ...COMPOSER, width: 1280, height: 720, frameRate: 25 });
    return new Compositions(server, cameras, screen);
  }

  get all(): Record<string, Layer[]> {
    const [one, other] = this.cameras;
    return {
      black: [],
      'still page': [page('first.png')],
      'page and camera': [page('first.png'), producer(one, CORNER)],
      'two cameras': [producer(one, LEFT), producer(other, RIGHT)],
      'screen and camera': [producer(this.screen, FULL), producer(one, CORNER)],
      clip: [{ source: { kind: 'clip', path: 'clip.mp4', loop: true }, box: FULL, fit: 'contain' }],
    };
  }

  /** Milliseconds until it is on air. */
  async compose(layers: Layer[]): Promise<number> {
    const began = performance.now();
    await this.server.compose({ ...COMPOSER, layers });
    return performance.now() - began;
  }

  /** The mean of some turns to and fro, ms. */
  async turnPages(times: number): Promise<number> {
    await this.compose([page('first.png')]);
    let sum = 0;
    for (let i = 0; i < times; i += 1) sum += await this.compose([page(i % 2 === 0 ? 'second.jpg' : 'first.png')]);
    return sum / times;
  }
}

function page(path: string): Layer {
  return { source: { kind: 'picture', path }, box: FULL, fit: 'contain' };
}

function producer(producerId: string, box: LayerBox): Layer {
  return { source: { kind: 'producer', producerId }, box, fit: 'cover' };
}

/** Two pages of fine structure, as text has, and half a minute of a moving picture with a tone. */
async function makeFiles(root: string): Promise<void> {
  const make = (name: string, ...args: string[]): Promise<unknown> =>
    run(FFMPEG, ['-v', 'error', '-y', ...args, join(root, name)]);
  await make('first.png', '-f', 'lavfi', '-i', 'testsrc=size=1920x1080', '-frames:v', '1');
  await make('second.jpg', '-f', 'lavfi', '-i', 'smptehdbars=size=1920x1080', '-frames:v', '1');
  const moving = ['-f', 'lavfi', '-i', 'mandelbrot=size=1280x720:rate=25', '-f', 'lavfi', '-i', 'sine=440'];
  await make('clip.mp4', ...moving, '-t', '30', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p');
}

/** An encoder of the venue sends this. */
async function publish(server: MediaServer, peerId: string, picture: string[], bitrate: string): Promise<string> {
  const offer: IngestOffer = await server.openIngest({ roomId: ROOM, peerId });
  const input = ['-nostdin', '-loglevel', 'error', ...picture];
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline'];
  const rate = ['-pix_fmt', 'yuv420p', '-g', '25', '-b:v', bitrate];
  const track = ['-ssrc', String(offer.videoSsrc), '-payload_type', String(offer.videoPayloadType)];
  const to = ['-f', 'rtp', '-rtpflags', 'skip_rtcp', ...track, `rtp://${offer.ip}:${offer.videoPort}?pkt_size=1200`];
  const child: ChildProcess = spawn(FFMPEG, [...input, ...codec, ...rate, ...to], { stdio: 'ignore' });
  atEnd(() => void child.kill('SIGKILL'));
  return offer.videoProducerId;
}
