import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createMediaServer, type Layer, type LayerBox, type MediaServer } from '../../media/index.js';
import { testMediaConfig } from '../setup/media.js';
import { Encoder, EngineView, FactLog, until } from '../setup/media-harness.js';
import { nameOf, View } from './composer-view.js';
import { FFMPEG } from './egress-feed.js';
import { processesOf } from './egress-look.js';

const run = promisify(execFile);

export const roomId = 'r';
export const slides = { roomId, peerId: 'slides' };
export const FULL: LayerBox = { x: 0, y: 0, width: 1, height: 1 };
export const FORMAT = { width: 640, height: 360, frameRate: 25 };

export function picture(path: string, box = FULL, fit: Layer['fit'] = 'contain'): Layer {
  return { source: { kind: 'picture', path }, box, fit };
}

export function clip(path: string, loop = false, box = FULL): Layer {
  return { source: { kind: 'clip', path, loop }, box, fit: 'contain' };
}

export function camera(producerId: string, box = FULL, fit: Layer['fit'] = 'cover'): Layer {
  return { source: { kind: 'producer', producerId }, box, fit };
}

/** A room with a composer, what it may show, and somebody who looks. The node's ffmpegs can be told from others. */
export class ComposerStage {
  view!: View;
  ids!: { videoProducerId: string; audioProducerId: string };
  readonly log: FactLog;
  private readonly encoders: Encoder[] = [];

  static async open(): Promise<ComposerStage> {
    const root = await mkdtemp(join(tmpdir(), 'composer-'));
    const ffmpegPath = join(root, 'ffmpeg');
    const { stdout } = await run('which', [FFMPEG]);
    await symlink(stdout.trim(), ffmpegPath);
    const engine = new EngineView();
    const config = await testMediaConfig({ ffmpegPath, sink: { kind: 'folder', root }, segmentSeconds: 1 });
    const stage = new ComposerStage(root, ffmpegPath, engine, await createMediaServer(config));
    await stage.server.openRoom({ roomId });
    await stage.reopen();
    return stage;
  }

  private constructor(
    readonly root: string,
    readonly ffmpegPath: string,
    readonly engine: EngineView,
    readonly server: MediaServer,
  ) {
    this.log = new FactLog(server);
  }

  /** The composer and who looks at it, also after the room was rebuilt. */
  async reopen(): Promise<void> {
    this.ids = await this.server.openComposer({ ...slides, ...FORMAT });
    this.view = await this.look();
    await this.sees({ black: [0.5, 0.5] });
  }

  look(): Promise<View> {
    const producer = this.engine.producers.find(({ id }) => id === this.ids.videoProducerId)!;
    return View.open(this.engine.routers.at(-1)!, producer);
  }

  async compose(...layers: Layer[]): Promise<void> {
    await this.server.compose({ ...slides, layers });
  }

  /** Waits until all the points have these colours; answers how long that took, ms. */
  async sees(points: Record<string, [x: number, y: number]>, within = 10_000): Promise<number> {
    const began = performance.now();
    const seen = (): string => JSON.stringify(Object.values(points).map(([x, y]) => nameOf(this.view.colour(x, y))));
    const wanted = JSON.stringify(Object.keys(points).map((name) => name.replace(/\d/, '')));
    await until(wanted, within, () => seen() === wanted).catch((error: unknown) => {
      throw new Error(`${String(error)}, seen: ${seen()}, facts: ${JSON.stringify(this.log.of('composer.warning'))}`);
    });
    return performance.now() - began;
  }

  /** A camera of one colour. */
  async camera(peerId: string, colour: string): Promise<{ encoder: Encoder; producerId: string; audioId: string }> {
    const offer = await this.server.openIngest({ roomId, peerId });
    const encoder = Encoder.start(offer, `color=${colour}:size=320x180:rate=15`);
    this.encoders.push(encoder);
    return { encoder, producerId: offer.videoProducerId, audioId: offer.audioProducerId };
  }

  /** A file that ffmpeg makes out of its `lavfi` graphs. */
  async make(name: string, lavfi: string[], ...output: string[]): Promise<string> {
    const inputs = lavfi.flatMap((graph) => ['-f', 'lavfi', '-i', graph]);
    await run(FFMPEG, ['-v', 'error', '-y', ...inputs, ...output, join(this.root, name)]);
    return name;
  }

  async write(name: string, content: string | Buffer): Promise<string> {
    await writeFile(join(this.root, name), content);
    return name;
  }

  /** What the node's ffmpegs are doing. */
  async processes(): Promise<{ pid: number; args: string[] }[]> {
    return processesOf(this.ffmpegPath);
  }

  async remove(): Promise<void> {
    await Promise.all(this.encoders.map((encoder) => encoder.stop()));
    await this.view.close();
    await this.server.close();
    this.engine.close();
    await rm(this.root, { recursive: true, force: true });
  }
}
