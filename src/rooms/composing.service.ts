import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { COMPOSER } from './live-room.js';
import { type Layer, MediaProvider } from './media.provider.js';

/** Size and pace of what the platform composes. */
const FRAME = { width: 1280, height: 720, frameRate: 25 };
/** The next picture comes on air with its first key frame. */
const LINGER_MS = 3_000;

interface Composed {
  video: string;
  audio: string;
}

/** The picture that the platform makes itself for a session: slides, clips, several pictures in one. */
@Injectable()
export class Composing implements OnApplicationShutdown {
  private readonly logger = new Logger(Composing.name);
  private readonly open = new Map<string, Composed>();
  private readonly leaving = new Map<string, NodeJS.Timeout>();

  constructor(private readonly provider: MediaProvider) {
    provider.onFact((fact) => {
      if (fact.fact === 'room.rebuilt' || fact.fact === 'room.closed') this.open.delete(fact.roomId);
      if (fact.fact === 'producer.closed' && this.open.get(fact.roomId)?.video === fact.producerId) {
        this.open.delete(fact.roomId);
      }
    });
  }

  /** @param layers bottom first @returns the producers that carry it */
  async show(sessionId: string, layers: Layer[]): Promise<Composed> {
    const address = { roomId: sessionId, peerId: COMPOSER };
    clearTimeout(this.leaving.get(sessionId));
    this.leaving.delete(sessionId);
    const open = this.open.get(sessionId) ?? (await this.begin(sessionId));
    await this.provider.media.compose({ ...address, layers });
    return open;
  }

  /** Nothing composed is wanted any more. It goes on until its successor has come on air: it costs a part of a core. */
  release(sessionId: string): void {
    if (!this.open.has(sessionId) || this.leaving.has(sessionId)) return;
    const timer = setTimeout(() => {
      this.leaving.delete(sessionId);
      this.open.delete(sessionId);
      this.provider.media
        .removePeer({ roomId: sessionId, peerId: COMPOSER })
        .catch((error: unknown) => this.logger.warn(`Composer not removed: ${String(error)}`));
    }, LINGER_MS);
    this.leaving.set(sessionId, timer.unref());
  }

  onApplicationShutdown(): void {
    for (const timer of this.leaving.values()) clearTimeout(timer);
  }

  private async begin(sessionId: string): Promise<Composed> {
    const address = { roomId: sessionId, peerId: COMPOSER };
    const { videoProducerId, audioProducerId } = await this.provider.media.openComposer({ ...address, ...FRAME });
    const composed = { video: videoProducerId, audio: audioProducerId };
    this.open.set(sessionId, composed);
    return composed;
  }
}
