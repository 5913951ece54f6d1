import { setTimeout as delay } from 'node:timers/promises';
import type { IngestOffer, Layer, LayerBox, MediaServer, ProgrammeSummary } from '../../media/index.js';
import { Program } from '../program.js';
import { type MediaNode, startMediaNode } from '../server/media-node.js';
import type { RecordingName } from './recording.js';
import type { SourceRequest } from './sources.program.js';

/** What is on air; without a picture the programme is open and nothing is. */
export interface Scene {
  picture: 'none' | 'camera' | 'inset';
  speakers: number;
}

const ROOM = 'stage';
const COMPOSER = { roomId: ROOM, peerId: 'composer' };
const FORMAT = { width: 1280, height: 720, frameRate: 25 };
const FULL: LayerBox = { x: 0, y: 0, width: 1, height: 1 };
const CORNER: LayerBox = { x: 0.72, y: 0.72, width: 0.25, height: 0.25 };
const MOST_SPEAKERS = 8;
/** The composer's decoders listen after this long, before the first key frame comes. */
const LISTENING_MS = 200;

/** A room whose camera, screen and microphones come from the generator, with a programme for each scene. */
export class StageRoom {
  private scenes = 0;
  private airedAt = NaN;

  static async open(): Promise<StageRoom> {
    const node = await startMediaNode();
    const { server } = node;
    await server.openRoom({ roomId: ROOM });
    const { workers } = await server.snapshot();
    const screen = await server.openIngest({ roomId: ROOM, peerId: 'screen' });
    const speakers: IngestOffer[] = [];
    for (let index = 0; index < MOST_SPEAKERS; index += 1) {
      speakers.push(await server.openIngest({ roomId: ROOM, peerId: `speaker ${index}` }));
    }
    const generator = await Program.start('programme/sources.program.js');
    const requests = [picture('screen', 'screen', screen), ...speakers.flatMap(sourcesOf)];
    const kbits = await generator.ask<Record<RecordingName, number>>('open', requests);
    return new StageRoom(node, generator, { screen, speakers }, workers[0]?.pid ?? NaN, kbits);
  }

  private constructor(
    private readonly node: MediaNode,
    private readonly generator: Program,
    private readonly offers: { screen: IngestOffer; speakers: IngestOffer[] },
    readonly workerPid: number,
    /** On the wire, each recording. */
    readonly kbitPerSecond: Record<RecordingName, number>,
  ) {}

  get generatorPid(): number {
    return this.generator.pid;
  }

  /** Each scene has a programme of its own, so that all begin alike: with a key frame, of which a still is made. */
  async putOnAir({ picture, speakers }: Scene): Promise<void> {
    const heard = this.offers.speakers.slice(0, speakers);
    const voices = heard.map((_, index) => `voice ${index}`);
    const audio = heard.map(({ audioProducerId }) => audioProducerId);
    await this.server.openProgramme({ roomId: ROOM, prefix: `streams/${(this.scenes += 1)}` });
    if (picture === 'inset') return this.air(await this.compose(['camera', 'screen', ...voices]), audio);
    // The programme listens already when the first key frame comes.
    if (picture === 'camera') await this.air(this.offers.speakers[0]?.videoProducerId ?? null, audio);
    await this.generator.ask('play', ['camera', ...voices]);
  }

  /** @returns how much of the time on air was written; NaN where nothing was on air */
  async takeOff(): Promise<number> {
    const aired = performance.now() - this.airedAt;
    this.airedAt = NaN;
    const summary: ProgrammeSummary = await this.server.endProgramme({ roomId: ROOM });
    await this.server.removePeer(COMPOSER);
    await this.generator.ask('play', []);
    return summary.durationMs / aired;
  }

  async end(): Promise<void> {
    await this.generator.end();
    await this.node.end();
  }

  private get server(): MediaServer {
    return this.node.server;
  }

  private async air(video: string | null, audio: string[]): Promise<void> {
    await this.server.setProgramme({ roomId: ROOM, video, audio });
    this.airedAt = performance.now();
  }

  /** @returns the composed picture, in which all can be seen */
  private async compose(names: string[]): Promise<string> {
    const { videoProducerId } = await this.server.openComposer({ ...COMPOSER, ...FORMAT });
    const { screen, speakers } = this.offers;
    const layers = [layer(screen, FULL), ...speakers.slice(0, 1).map((offer) => layer(offer, CORNER))];
    const shown = this.server.compose({ ...COMPOSER, layers });
    await delay(LISTENING_MS);
    await Promise.all([shown, this.generator.ask('play', names)]);
    return videoProducerId;
  }
}

function layer({ videoProducerId }: IngestOffer, box: LayerBox): Layer {
  return { source: { kind: 'producer', producerId: videoProducerId }, box, fit: 'cover' };
}

function sourcesOf(offer: IngestOffer, index: number): SourceRequest[] {
  const { ip, audioPort: port, audioPayloadType: payloadType, audioSsrc: ssrc } = offer;
  const voice: SourceRequest = { name: `voice ${index}`, recording: 'voice', ip, port, payloadType, ssrc };
  return index === 0 ? [picture('camera', 'camera', offer), voice] : [voice];
}

function picture(name: string, recording: RecordingName, offer: IngestOffer): SourceRequest {
  const { ip, videoPort: port, videoPayloadType: payloadType, videoSsrc: ssrc } = offer;
  return { name, recording, ip, port, payloadType, ssrc };
}
