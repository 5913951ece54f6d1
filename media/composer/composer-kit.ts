import type { types } from 'mediasoup';
import type { RoomEpoch } from '../room-epoch.js';
import { MediaError, type MediaFactBody } from '../types.js';
import { Composer, type ComposerFormat } from './composer.js';
import type { Material } from './material.js';

/** Makes the composers of this node, and knows when the last process of the closed ones is gone. */
export class ComposerKit {
  private readonly composers = new Set<Composer>();

  constructor(
    private readonly ffmpegPath: string,
    private readonly material: Material,
  ) {}

  async open(format: ComposerFormat, epoch: RoomEpoch, peerId: string): Promise<Composer> {
    const { ffmpegPath, material } = this;
    const { roomId, ask } = epoch.context;
    const composer = await Composer.open(epoch.router, ask, {
      ...format,
      ffmpegPath,
      material,
      findPicture: (producerId) => pictureOf(epoch, producerId),
      openTap: (producer) => epoch.openTap(producer),
      onFact: (fact) => epoch.tell({ ...fact, roomId, peerId } as MediaFactBody),
    });
    this.composers.add(composer);
    // With its room, with its worker, or because somebody closes what it publishes.
    composer.video.observer.once('close', () => setImmediate(() => void this.forget(composer)));
    return composer;
  }

  /** Resolves when no process is left of those that are being closed. */
  async ended(): Promise<void> {
    await Promise.all([...this.composers].map((composer) => composer.close()));
  }

  private async forget(composer: Composer): Promise<void> {
    await composer.close();
    this.composers.delete(composer);
  }
}

/** A composition within a composition could be within itself. */
function pictureOf(epoch: RoomEpoch, producerId: string): types.Producer {
  const track = epoch.tracks.get(producerId);
  if (!track) throw new MediaError('media.producer_not_found', 'no such producer');
  if (track.producer.kind !== 'video' || track.source === 'composed') {
    throw new MediaError('media.parameters_refused', 'the producer is neither a camera nor a screen');
  }
  return track.producer;
}
